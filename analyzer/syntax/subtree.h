// How the tree-sitter runtime keeps a tree, as far as a copy of it needs that:
// subtree.h and language.h of its source, repeated because they lie in the folder of
// another module. The cursor of the public interface takes 1.4 times as
// long. The runtime is pinned; TestCopyIsTheCursors compares the two ways.
#ifndef THREADLSP_SUBTREE_H
#define THREADLSP_SUBTREE_H

#include "flatten.h"

#define SUBTREE_BITS      \
	bool visible : 1;     \
	bool named : 1;       \
	bool extra : 1;       \
	bool has_changes : 1; \
	bool is_missing : 1;  \
	bool is_keyword : 1;

#define SUBTREE_SIZE             \
	uint8_t padding_columns;     \
	uint8_t padding_rows : 4;    \
	uint8_t lookahead_bytes : 4; \
	uint8_t padding_bytes;       \
	uint8_t size_bytes;

// A small leaf. Its first bit lies where a pointer has its last, which is 0.
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
struct small {
	SUBTREE_SIZE
	uint16_t parse_state;
	uint8_t symbol;
	SUBTREE_BITS
	bool unused : 1;
	bool is_inline : 1;
};
#else
struct small {
	bool is_inline : 1;
	SUBTREE_BITS
	uint8_t symbol;
	uint16_t parse_state;
	SUBTREE_SIZE
};
#endif

#undef SUBTREE_BITS
#undef SUBTREE_SIZE

struct length {
	uint32_t bytes;
	TSPoint extent;
};

// Any other subtree. Its children lie before it.
struct big {
	volatile uint32_t ref_count;
	struct length padding, size;
	uint32_t lookahead_bytes, error_cost, child_count;
	uint16_t symbol, parse_state;

	bool visible : 1;
	bool named : 1;
	bool extra : 1;
	bool fragile_left : 1;
	bool fragile_right : 1;
	bool has_changes : 1;
	bool has_external_tokens : 1;
	bool has_external_scanner_state_change : 1;
	bool depends_on_column : 1;
	bool is_missing : 1;
	bool is_keyword : 1;

	// Where child_count > 0; leaves have something else here.
	uint32_t visible_child_count, named_child_count, visible_descendant_count;
	int32_t dynamic_precedence;
	uint16_t repeat_depth, production_id;
};

union subtree {
	struct small small;
	const struct big *big;
	uint64_t key; // two subtrees with one are the same
};

_Static_assert(sizeof(struct small) == 8 && sizeof(union subtree) == 8, "a small leaf is as large as a pointer");

// The language as ABI 14 has it, up to what is read here.
struct language {
	uint32_t version, symbol_count, alias_count, token_count, external_token_count, state_count, large_state_count,
		production_id_count, field_count;
	uint16_t max_alias_sequence_length;
	const void *parse_table, *small_parse_table, *small_parse_table_map, *parse_actions, *symbol_names, *field_names;
	const struct { uint16_t index, length; } *field_map_slices;
	const struct { uint16_t field; uint8_t child; bool inherited; } *field_map_entries;
	const struct { bool visible, named, supertype; } *symbol_metadata;
	const uint16_t *public_symbol_map, *alias_map, *alias_sequences;
};

#endif
