#include "flatten.h"

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

// copy writes the node under the cursor, which is on that level and has that
// parent, and all below it, from nodes[result->count] on. The cursor stays.
static void copy(TSTreeCursor *cursor, int32_t parent, uint32_t level, struct node *nodes, uint32_t capacity, uint32_t depth, struct flat *result) {
	int32_t first = (int32_t)result->count, count = first, last = first;
	if (result->full || (uint32_t)count >= capacity) {
		result->full = true;
		return;
	}
	put(&nodes[count++], cursor, parent);
	for (;;) {
		// last is the node under the cursor, written but not closed.
		bool down = ts_tree_cursor_goto_first_child(cursor);
		if (down && level >= depth) {
			ts_tree_cursor_goto_parent(cursor);
			result->deep = true;
			nodes[last].kind = UINT16_MAX; // ERROR: what it holds is not known
			down = false;
		}
		parent = last;
		if (down) {
			level++;
		} else {
			nodes[last].next = count;
			while (last != first && !ts_tree_cursor_goto_next_sibling(cursor)) {
				last = nodes[last].parent;
				ts_tree_cursor_goto_parent(cursor);
				nodes[last].next = count;
				level--;
			}
			if (last == first) {
				break;
			}
			parent = nodes[last].parent;
		}
		if ((uint32_t)count >= capacity) {
			result->full = true;
			break;
		}
		put(&nodes[count], cursor, parent);
		last = count++;
	}
	result->count = (uint32_t)count;
}

struct flat flatten(const TSTree *tree, struct node *nodes, uint32_t capacity, uint32_t depth) {
	struct flat result = {0};
	TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
	copy(&cursor, -1, 1, nodes, capacity, depth, &result);
	ts_tree_cursor_delete(&cursor);
	return result;
}

struct flat flatten_some(const TSTree *tree, uint32_t skip, uint32_t n, uint32_t at, struct node *nodes, uint32_t capacity, uint32_t depth) {
	struct flat result = {.count = at};
	TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
	put(&nodes[0], &cursor, -1);
	bool is = ts_tree_cursor_goto_first_child(&cursor);
	for (; is && skip > 0; skip--) {
		is = ts_tree_cursor_goto_next_sibling(&cursor);
	}
	for (; is && n > 0; n--) {
		copy(&cursor, 0, 2, nodes, capacity, depth, &result);
		is = ts_tree_cursor_goto_next_sibling(&cursor);
	}
	ts_tree_cursor_delete(&cursor);
	return result;
}

uint32_t children(const TSTree *tree, struct child *out, uint32_t capacity) {
	uint32_t count = 0;
	TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
	for (bool is = ts_tree_cursor_goto_first_child(&cursor); is; is = ts_tree_cursor_goto_next_sibling(&cursor)) {
		if (count < capacity) {
			TSNode node = ts_tree_cursor_current_node(&cursor);
			out[count].key = *(const uint64_t *)node.id;
			out[count].start = ts_node_start_byte(node);
			out[count].nodes = ts_node_descendant_count(node);
		}
		count++;
	}
	ts_tree_cursor_delete(&cursor);
	return count;
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
