#include "flatten.h"

#include <stdlib.h>
#include <string.h>

uint32_t tree_size(const TSTree *tree) {
	return ts_node_descendant_count(ts_tree_root_node(tree));
}

// put writes the cursor's node.
static void put(struct node *out, const TSTreeCursor *cursor, int32_t parent) {
	TSNode node = ts_tree_cursor_current_node(cursor);
	out->kind = ts_node_symbol(node);
	out->field = (uint8_t)ts_tree_cursor_current_field_id(cursor);
	out->named = ts_node_is_named(node);
	out->missing = ts_node_is_missing(node);
	out->has_error = ts_node_has_error(node);
	out->start = ts_node_start_byte(node);
	out->end = ts_node_end_byte(node);
	out->parent = parent;
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

// known takes the node under the cursor, written at index at, over from the last copy if it
// is there. It returns how many nodes that are, or 0.
static uint32_t known(struct memo *m, const TSTreeCursor *cursor, uint32_t at, uint32_t level, uint32_t depth, uint32_t start) {
	TSNode node = ts_tree_cursor_current_node(cursor);
	uint32_t n = ts_node_descendant_count(node);
	if (n < WORTH) {
		return 0;
	}
	struct entry e = {*(const uint64_t *)node.id, at, n, start, level};
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

// copy writes the tree under the cursor from nodes[0] on, but for what a memo
// knows; memo may be null.
static struct flat copy(TSTreeCursor *cursor, struct memo *memo, struct node *nodes, uint32_t capacity, uint32_t depth) {
	struct flat result = {0};
	int32_t last = -1, count = 0, parent = -1;
	uint32_t level = 1;
	for (;;) {
		if ((uint32_t)count >= capacity) {
			result.full = true;
			break;
		}
		put(&nodes[count], cursor, parent);
		last = count++;
		// last is the node under the cursor, written but not closed.
		uint32_t taken = memo == NULL ? 0 : known(memo, cursor, (uint32_t)last, level, depth, nodes[last].start);
		bool down = false;
		if (taken > capacity - (uint32_t)last) {
			result.full = true;
			break;
		}
		if (taken > 0) {
			count = last + (int32_t)taken;
		} else {
			down = ts_tree_cursor_goto_first_child(cursor);
		}
		if (down && level >= depth) {
			ts_tree_cursor_goto_parent(cursor);
			result.deep = true;
			nodes[last].kind = UINT16_MAX; // ERROR: what it holds is not known
			down = false;
		}
		if (down) {
			level++;
			if (memo != NULL && memo->next.levels < level) {
				memo->next.levels = level;
			}
			parent = last;
			continue;
		}
		nodes[last].next = count;
		while (last != 0 && !ts_tree_cursor_goto_next_sibling(cursor)) {
			last = nodes[last].parent;
			ts_tree_cursor_goto_parent(cursor);
			nodes[last].next = count;
			level--;
		}
		if (last == 0) {
			break;
		}
		parent = nodes[last].parent;
	}
	result.count = (uint32_t)count;
	return result;
}

struct flat flatten(const TSTree *tree, struct node *nodes, uint32_t capacity, uint32_t depth) {
	TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
	struct flat result = copy(&cursor, NULL, nodes, capacity, depth);
	ts_tree_cursor_delete(&cursor);
	return result;
}

struct flat flatten_anew(const TSTree *tree, struct memo *m, struct node *nodes, uint32_t capacity, uint32_t depth, const struct run **runs, uint32_t *count) {
	m->count = m->next.count = m->next.levels = 0;
	TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
	struct flat result = copy(&cursor, m, nodes, capacity, depth);
	ts_tree_cursor_delete(&cursor);
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
