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

// Work is what the parses of a text may cost: bytes of memory that the runtime asks for, and bytes
// of the text that it reads, each as often as it does. Unlike time it is the same
// on every run, however fast and busy the machine. Hardly a text that is slow to parse is cheap in
// both; what is left costs time of the processor, on this thread: time in which others
// run does not count.
struct work {
	size_t cancel; // ends the parse when it is not 0; set where nothing is left
	uint64_t bytes; // left
	int64_t nanoseconds; // left when the parse began
	int64_t until; // of the thread's clock
	uint32_t spent; // how often
};

// arena_parse parses a text with a parser of its own. The tree lies in the
// arena: it is dropped by arena_reset and must not be deleted. It is null where the
// language does not fit or the work ended.
TSTree *arena_parse(struct arena *, const TSLanguage *, struct work *, const char *text, uint32_t length);

// typed_parse parses a text against a tree of another, edited, or NULL. The parser has the
// work's cancellation flag.
TSTree *typed_parse(TSParser *, const TSTree *before, struct work *, const char *text, uint32_t length);

#endif
