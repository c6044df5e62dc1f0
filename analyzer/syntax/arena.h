// Memory for one parse. tree-sitter makes and drops some hundred thousand small
// objects for each file; in an arena they cost no call of malloc, and the tree
// goes with all that it took by resetting the arena instead of visiting it.
#ifndef THREADLSP_ARENA_H
#define THREADLSP_ARENA_H

#include "flatten.h"

struct arena;

// use_arenas makes the runtime take its memory from here. It comes before any
// other use of the runtime.
void use_arenas(void);

// arena_new makes an empty arena, for one parse at a time.
struct arena *arena_new(void);

// arena_delete gives back all memory, arena_reset what the last text took.
void arena_delete(struct arena *);
void arena_reset(struct arena *);

// arena_parse is ts_parser_parse_string with a parser of its own. The tree lies in the
// arena: it is dropped by arena_reset and must not be deleted. It is null where the
// language does not fit or cancel was set.
TSTree *arena_parse(struct arena *, const TSLanguage *, const size_t *cancel, const char *text, uint32_t length);

#endif
