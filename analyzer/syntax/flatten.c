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

struct flat flatten(const TSTree *tree, struct node *nodes, uint32_t capacity, uint32_t depth) {
	struct flat result = {0};
	if (capacity == 0) {
		result.full = true;
		return result;
	}
	TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
	put(&nodes[0], &cursor, -1);
	int32_t count = 1, last = 0;
	uint32_t level = 1;
	for (;;) {
		// last is the node under the cursor, written but not closed.
		bool down = ts_tree_cursor_goto_first_child(&cursor);
		if (down && level >= depth) {
			ts_tree_cursor_goto_parent(&cursor);
			result.deep = true;
			nodes[last].kind = UINT16_MAX; // ERROR: what it holds is not known
			down = false;
		}
		int32_t parent = last;
		if (down) {
			level++;
		} else {
			nodes[last].next = count;
			while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
				last = nodes[last].parent;
				if (last < 0 || !ts_tree_cursor_goto_parent(&cursor)) {
					goto done;
				}
				nodes[last].next = count;
				level--;
			}
			parent = nodes[last].parent;
		}
		if ((uint32_t)count >= capacity) {
			result.full = true;
			goto done;
		}
		put(&nodes[count], &cursor, parent);
		last = count++;
	}
done:
	ts_tree_cursor_delete(&cursor);
	result.count = (uint32_t)count;
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
