// What this package calls of the tree-sitter runtime, which is compiled into
// github.com/smacker/go-tree-sitter and linked from there: its headers lie in
// that module's folder, so the declarations are repeated. They are those of
// the runtime's api.h.
#ifndef THREADLSP_FLATTEN_H
#define THREADLSP_FLATTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TSLanguage TSLanguage;
typedef struct TSParser TSParser;
typedef struct TSTree TSTree;

typedef struct {
	uint32_t context[4];
	const void *id;
	const TSTree *tree;
} TSNode;

typedef struct {
	const void *tree;
	const void *id;
	uint32_t context[3];
} TSTreeCursor;

typedef struct {
	uint32_t row;
	uint32_t column;
} TSPoint;

typedef struct {
	uint32_t start_byte;
	uint32_t old_end_byte;
	uint32_t new_end_byte;
	TSPoint start_point;
	TSPoint old_end_point;
	TSPoint new_end_point;
} TSInputEdit;

typedef enum {
	TSInputEncodingUTF8,
	TSInputEncodingUTF16,
} TSInputEncoding;

typedef struct {
	void *payload;
	const char *(*read)(void *payload, uint32_t byte_index, TSPoint position, uint32_t *bytes_read);
	TSInputEncoding encoding;
} TSInput;

void ts_set_allocator(void *(*)(size_t), void *(*)(size_t, size_t), void *(*)(void *, size_t), void (*)(void *));
TSParser *ts_parser_new(void);
void ts_parser_delete(TSParser *);
bool ts_parser_set_language(TSParser *, const TSLanguage *);
void ts_parser_set_cancellation_flag(TSParser *, const size_t *);
void ts_parser_reset(TSParser *);
TSTree *ts_parser_parse(TSParser *, const TSTree *, TSInput);
void ts_tree_delete(TSTree *);
TSTree *ts_tree_copy(const TSTree *);
void ts_tree_edit(TSTree *, const TSInputEdit *);
TSNode ts_tree_root_node(const TSTree *);
const TSLanguage *ts_tree_language(const TSTree *);
uint32_t ts_node_descendant_count(TSNode);
uint16_t ts_node_symbol(TSNode);
uint32_t ts_node_start_byte(TSNode);
uint32_t ts_node_end_byte(TSNode);
bool ts_node_is_named(TSNode);
bool ts_node_is_missing(TSNode);
bool ts_node_has_error(TSNode);
TSTreeCursor ts_tree_cursor_new(TSNode);
void ts_tree_cursor_delete(TSTreeCursor *);
TSNode ts_tree_cursor_current_node(const TSTreeCursor *);
uint16_t ts_tree_cursor_current_field_id(const TSTreeCursor *);
bool ts_tree_cursor_goto_first_child(TSTreeCursor *);
bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *);
bool ts_tree_cursor_goto_parent(TSTreeCursor *);

// A node has the layout of the Go type Node.
struct node {
	uint16_t kind; // the symbol of the grammar; Go turns it into a Kind
	uint8_t field;
	bool named;
	bool missing;
	bool has_error;
	uint32_t start;
	uint32_t end;
	int32_t parent;
	int32_t next;
};

// The result of a copy.
struct flat {
	uint32_t count; // nodes written
	bool full;      // there were more nodes than fit
	bool deep;      // nodes deeper than the limit were left out
};

// flatten copies the tree into nodes, in preorder, to a depth of depth levels.
struct flat flatten(const TSTree *tree, struct node *nodes, uint32_t capacity, uint32_t depth);

// A memo is what the copies of one document's successive trees remember: which
// node each larger subtree of the last one became.
struct memo;
struct memo *memo_new(void);
void memo_forget(struct memo *);
void memo_delete(struct memo *);

// A run is a subtree that the last copy holds: nodes[at] is written, and the n-1
// nodes below it are those behind the last copy's node from, shift bytes further on.
struct run {
	uint32_t at, from, n;
	uint32_t shift;
};

// flatten_anew is flatten where the memo is of the last tree, which must still
// live. Runs are left out for the caller to fill in, and listed in order in
// *runs, which is the memo's. After that the memo is of this tree. Where the result is full or
// deep, the memo is empty.
struct flat flatten_anew(const TSTree *tree, struct memo *memo, struct node *nodes, uint32_t capacity, uint32_t depth, const struct run **runs, uint32_t *count);

// The measure of what a tree does not know.
struct harm {
	uint32_t bytes;  // within errors
	uint32_t places; // errors and missing nodes
};

// measure measures the tree.
struct harm measure(const TSTree *tree);

// tree_size is the number of nodes of the tree.
uint32_t tree_size(const TSTree *tree);

#endif
