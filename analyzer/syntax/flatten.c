#include "subtree.h"

#include <stdlib.h>
#include <string.h>

uint32_t tree_size(const TSTree *tree) {
	return ts_node_descendant_count(ts_tree_root_node(tree));
}

// A subtree of at least WORTH nodes is remembered.
enum { WORTH = 12 };

struct entry {
	uint64_t key;   // the first word of the runtime's subtree: the address of its data
	uint32_t node;  // its index
	uint32_t size;  // nodes in it
	uint32_t start; // its first byte
	uint32_t level;
};

// A tree shares the subtrees that it took over from the one before, so while
// both live, two keys are equal only where all below is.
struct book {
	struct entry *entries; // in preorder
	uint32_t count, capacity;
	uint32_t *slots; // indices of entries plus one, by key; 0 is free
	uint32_t size;   // of slots, a power of two
	uint32_t levels; // no node is deeper
};

struct memo {
	struct book last, next;
	struct run *runs;
	uint32_t count, capacity;
};

struct memo *memo_new(void) { return calloc(1, sizeof(struct memo)); }

void memo_forget(struct memo *m) { m->last.count = m->last.levels = 0; }

void memo_delete(struct memo *m) {
	free(m->last.entries);
	free(m->last.slots);
	free(m->next.entries);
	free(m->next.slots);
	free(m->runs);
	free(m);
}

// grown is an array with room for one more.
static void *grown(void *old, uint32_t count, uint32_t *capacity, size_t size) {
	if (count < *capacity) {
		return old;
	}
	*capacity = *capacity * 3 / 2 + 1024;
	void *p = realloc(old, *capacity * size);
	if (p == NULL) {
		abort(); // as the runtime does
	}
	return p;
}

static void note(struct book *b, struct entry e) {
	b->entries = grown(b->entries, b->count, &b->capacity, sizeof e);
	b->entries[b->count++] = e;
}

static uint32_t slot(const struct book *b, uint64_t key) {
	uint32_t i = (uint32_t)((key >> 4) * 0x9E3779B97F4A7C15u >> 32) & (b->size - 1);
	while (b->slots[i] != 0 && b->entries[b->slots[i] - 1].key != key) {
		i = (i + 1) & (b->size - 1);
	}
	return i;
}

static void index_entries(struct book *b) {
	if (b->size < b->count * 2 || b->size == 0) {
		for (b->size = 1024; b->size < b->count * 2; b->size *= 2) {
		}
		free(b->slots);
		if ((b->slots = malloc(b->size * sizeof *b->slots)) == NULL) {
			abort();
		}
	}
	memset(b->slots, 0, b->size * sizeof *b->slots);
	for (uint32_t i = 0; i < b->count; i++) {
		b->slots[slot(b, b->entries[i].key)] = i + 1;
	}
}

// known takes the subtree of n nodes, whose root is written at index at, over from the
// last copy if it is there. It returns how many nodes that are, or 0.
static uint32_t known(struct memo *m, uint64_t key, uint32_t n, uint32_t at, uint32_t level, uint32_t depth, uint32_t start) {
	if (n < WORTH) {
		return 0;
	}
	struct entry e = {key, at, n, start, level};
	const struct entry *old = NULL;
	if (m->last.count > 0) {
		uint32_t i = m->last.slots[slot(&m->last, e.key)];
		old = i == 0 ? NULL : &m->last.entries[i - 1];
	}
	uint32_t levels = old == NULL ? 0 : m->last.levels + (level > old->level ? level - old->level : 0);
	if (old == NULL || old->size != n || levels > depth) {
		note(&m->next, e);
		return 0;
	}
	if (m->next.levels < levels) {
		m->next.levels = levels;
	}
	m->runs = grown(m->runs, m->count, &m->capacity, sizeof *m->runs);
	m->runs[m->count++] = (struct run){at, old->node, n, start - old->start};
	uint32_t end = old->node + n;
	for (uint32_t i = (uint32_t)(old - m->last.entries); i < m->last.count && m->last.entries[i].node < end; i++) {
		struct entry x = m->last.entries[i];
		x.node += at - old->node;
		x.start += start - old->start;
		x.level += level - old->level;
		note(&m->next, x);
	}
	return n;
}

// A frame is a subtree whose children are being copied.
struct frame {
	const union subtree *next, *end; // children to come
	uint32_t at;                     // where the next of them begins, white space included
	uint32_t structural;             // its number, comments not counted
	uint16_t production;
	uint8_t field; // of a hidden subtree: the one that its children inherit
	bool hidden;   // it is no node, its children are those of the frame below
	bool first;    // the next child is the first: the space before it is not counted
	int32_t node;  // the node of which they are children
};

// A copying is the state of one copy.
struct copying {
	const struct language *language;
	struct memo *memo; // or null
	struct node *nodes;
	uint32_t count, capacity, depth;
	uint32_t level; // of the nodes that are written
	struct frame *frames;
	uint32_t used, room;
	struct flat result;
};

// A child is a subtree in its place.
struct child {
	union subtree tree;
	uint32_t start, size;
	uint16_t alias;
	uint8_t field;
	bool visible;
};

static uint32_t inner(union subtree t) { return t.small.is_inline || t.big->child_count == 0 ? 0 : t.big->visible_child_count; }

static void enter(struct copying *c, const struct child *x, int32_t node) {
	const struct big *b = x->tree.big;
	c->frames = grown(c->frames, c->used, &c->room, sizeof *c->frames);
	const union subtree *end = (const union subtree *)b;
	c->frames[c->used++] = (struct frame){end - b->child_count, end, x->start, 0, b->production_id, x->field, !x->visible, true, node};
}

// role is the field that a child has in its parent.
static uint8_t role(const struct language *l, const struct frame *f) {
	uint32_t from = l->field_map_slices[f->production].index, n = l->field_map_slices[f->production].length;
	for (uint32_t i = from; i < from + n; i++) {
		if (!l->field_map_entries[i].inherited && l->field_map_entries[i].child == f->structural) {
			return (uint8_t)l->field_map_entries[i].field;
		}
	}
	return f->hidden ? f->field : 0;
}

// take_child is the next child of the frame.
static struct child take_child(const struct language *l, struct frame *f) {
	struct child x = {.tree = *f->next++, .start = f->at};
	bool extra;
	if (x.tree.small.is_inline) {
		x.size = x.tree.small.size_bytes;
		x.start += f->first ? 0 : x.tree.small.padding_bytes;
		x.visible = x.tree.small.visible;
		extra = x.tree.small.extra;
	} else {
		x.size = x.tree.big->size.bytes;
		x.start += f->first ? 0 : x.tree.big->padding.bytes;
		x.visible = x.tree.big->visible;
		extra = x.tree.big->extra;
	}
	f->first = false;
	f->at = x.start + x.size;
	if (!extra) {
		if (f->production > 0) {
			x.alias = l->alias_sequences[f->production * l->max_alias_sequence_length + f->structural];
			x.visible |= x.alias > 0;
		}
		x.field = role(l, f);
		f->structural++;
	}
	return x;
}

// write_node writes a child as the next node.
static void write_node(struct copying *c, const struct child *x, int32_t parent) {
	struct node *out = &c->nodes[c->count++];
	uint16_t symbol;
	if (x->tree.small.is_inline) {
		symbol = x->tree.small.symbol;
		out->named = x->tree.small.named;
		out->has_error = out->missing = x->tree.small.is_missing;
	} else {
		symbol = x->tree.big->symbol;
		out->named = x->tree.big->named;
		out->missing = x->tree.big->is_missing;
		out->has_error = out->missing || x->tree.big->error_cost > 0;
	}
	if (x->alias > 0) {
		symbol = x->alias;
		out->named = c->language->symbol_metadata[symbol].named;
	}
	out->kind = symbol == UINT16_MAX ? symbol : c->language->public_symbol_map[symbol];
	out->field = x->field;
	out->start = x->start;
	out->end = x->start + x->size;
	out->parent = parent;
	out->next = (int32_t)c->count;
}

// node copies a visible child, and enters it if it has children that are not known.
static void node(struct copying *c, const struct child *x, int32_t parent) {
	uint32_t at = c->count, below = inner(x->tree);
	if (at >= c->capacity) {
		c->result.full = true;
		return;
	}
	write_node(c, x, parent);
	uint32_t n = below == 0 ? 1 : x->tree.big->visible_descendant_count + 1;
	uint32_t taken = c->memo == NULL ? 0 : known(c->memo, x->tree.key, n, at, c->level, c->depth, x->start);
	if (taken > c->capacity - at) {
		c->result.full = true;
	} else if (taken > 0) {
		c->count = at + taken;
		c->nodes[at].next = (int32_t)c->count;
	} else if (below > 0 && c->level >= c->depth) {
		c->result.deep = true;
		c->nodes[at].kind = UINT16_MAX; // ERROR: what it holds is not known
	} else if (below > 0) {
		c->level++;
		if (c->memo != NULL && c->memo->next.levels < c->level) {
			c->memo->next.levels = c->level;
		}
		enter(c, x, (int32_t)at);
	}
}

// copy writes the tree from nodes[0] on, but for what a memo knows.
static struct flat copy(const TSTree *tree, struct memo *memo, struct node *nodes, uint32_t capacity, uint32_t depth) {
	TSNode root = ts_tree_root_node(tree);
	struct copying c = {(const struct language *)ts_tree_language(tree), memo, nodes, 0, capacity, depth, .level = 1};
	struct child x = {.tree = *(const union subtree *)root.id, .start = ts_node_start_byte(root), .visible = true};
	x.size = ts_node_end_byte(root) - x.start;
	node(&c, &x, -1);
	while (c.used > 0 && !c.result.full) {
		struct frame *f = &c.frames[c.used - 1];
		if (f->next == f->end) {
			c.used--;
			if (!f->hidden) {
				c.nodes[f->node].next = (int32_t)c.count;
				c.level--;
			}
			continue;
		}
		int32_t parent = f->node;
		x = take_child(c.language, f);
		if (x.visible) {
			node(&c, &x, parent);
		} else if (inner(x.tree) > 0) {
			enter(&c, &x, parent);
		}
	}
	free(c.frames);
	c.result.count = c.count;
	return c.result;
}

struct flat flatten(const TSTree *tree, struct node *nodes, uint32_t capacity, uint32_t depth) {
	return copy(tree, NULL, nodes, capacity, depth);
}

struct flat flatten_anew(const TSTree *tree, struct memo *m, struct node *nodes, uint32_t capacity, uint32_t depth, const struct run **runs, uint32_t *count) {
	m->count = m->next.count = m->next.levels = 0;
	struct flat result = copy(tree, m, nodes, capacity, depth);
	struct book old = m->last;
	m->last = m->next;
	m->next = old;
	if (result.full || result.deep) {
		memo_forget(m);
	}
	index_entries(&m->last);
	*runs = m->runs;
	*count = m->count;
	return result;
}

struct harm measure(const TSTree *tree) {
	struct harm harm = {0};
	TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
	for (;;) {
		TSNode node = ts_tree_cursor_current_node(&cursor);
		bool down = false;
		if (ts_node_symbol(node) == UINT16_MAX) {
			harm.bytes += ts_node_end_byte(node) - ts_node_start_byte(node);
			harm.places++;
		} else if (ts_node_is_missing(node)) {
			harm.places++;
		} else {
			down = ts_node_has_error(node) && ts_tree_cursor_goto_first_child(&cursor);
		}
		while (!down && !ts_tree_cursor_goto_next_sibling(&cursor)) {
			if (!ts_tree_cursor_goto_parent(&cursor)) {
				ts_tree_cursor_delete(&cursor);
				return harm;
			}
		}
	}
}
