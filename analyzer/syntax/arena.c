#define _POSIX_C_SOURCE 200809L // clock_gettime, with -std=c11
#define _DEFAULT_SOURCE
#include "arena.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// Objects are rounded up to units and have a header of one unit that holds their
// size, for realloc and free. Freed objects of a few units are used again; those of
// more are malloc's, listed to be freed by a reset: a stack of the parser that
// grows for ever must not leave every size that it had.
enum { UNIT = 16, LISTS = 64, CHUNK = 1 << 20, SPARE = 16, START = 2 * UNIT };

struct header {
	size_t units; // without the header
	struct header *next; // in a list of free ones
};

struct large {
	struct large *next, *before;
	size_t unused[2]; // so that objects are aligned
	struct header header; // of LISTS units or more
};

struct chunk {
	struct chunk *next; // made before it
	size_t size, used;  // in bytes, this header included
};

_Static_assert(sizeof(struct large) == 3 * UNIT, "the header ends where the object begins");
_Static_assert(sizeof(struct header) <= UNIT && sizeof(struct chunk) <= START, "headers take whole units");

struct arena {
	struct chunk *chunks; // in use, the one that is filled first
	struct chunk *spare;  // of CHUNK bytes
	struct header *free[LISTS]; // by units
	struct large *large;
};

// The arena of the parse that runs on this thread, if any. Outside of
// arena_parse the runtime has malloc's memory.
static _Thread_local struct arena *current;

// The work of the parse that runs on this thread, if any.
static _Thread_local struct work *work;

// thread_time is the time of the processor that this thread has had, in nanoseconds.
static int64_t thread_time(void) {
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

enum { LOOK = 256 }; // at the clock, once in so many times: it costs a system call

static void spend(size_t bytes) {
	struct work *w = work;
	if (w == NULL) {
		return;
	}
	if (bytes > w->bytes) {
		bytes = w->bytes;
		__atomic_store_n(&w->cancel, 1, __ATOMIC_RELAXED);
	}
	w->bytes -= bytes;
	if (++w->spent % LOOK == 0 && thread_time() > w->until) {
		__atomic_store_n(&w->cancel, 1, __ATOMIC_RELAXED);
	}
}

static void *out_of_memory(void) {
	abort(); // as the runtime does
}

// grow adds a chunk in which that many bytes fit.
static struct chunk *grow(struct arena *a, size_t bytes) {
	size_t size = CHUNK;
	struct chunk *c = a->spare;
	if (bytes + START > size) {
		size = bytes + START;
		c = NULL;
	}
	if (c != NULL) {
		a->spare = c->next;
	} else if ((c = malloc(size)) == NULL) {
		return out_of_memory();
	}
	c->next = a->chunks;
	c->size = size;
	c->used = START;
	a->chunks = c;
	return c;
}

static struct header *header_of(void *p) { return (struct header *)((char *)p - UNIT); }

static struct large *large_of(void *p) { return (struct large *)((char *)p - sizeof(struct large)); }

static void *take_large(struct arena *a, size_t units) {
	struct large *l = malloc(sizeof *l + units * UNIT);
	if (l == NULL) {
		return out_of_memory();
	}
	l->header.units = units;
	l->before = NULL;
	l->next = a->large;
	if (l->next != NULL) {
		l->next->before = l;
	}
	a->large = l;
	return l + 1;
}

static void give_large(struct arena *a, struct large *l) {
	if (l->before != NULL) {
		l->before->next = l->next;
	} else {
		a->large = l->next;
	}
	if (l->next != NULL) {
		l->next->before = l->before;
	}
	free(l);
}

static void *take(struct arena *a, size_t bytes) {
	size_t units = (bytes + UNIT - 1) / UNIT;
	if (units >= LISTS) {
		return take_large(a, units);
	}
	if (a->free[units] != NULL) {
		struct header *h = a->free[units];
		a->free[units] = h->next;
		return (char *)h + UNIT;
	}
	size_t need = (units + 1) * UNIT;
	struct chunk *c = a->chunks;
	if (c == NULL || c->size - c->used < need) {
		c = grow(a, need);
	}
	struct header *h = (struct header *)((char *)c + c->used);
	c->used += need;
	h->units = units;
	return (char *)h + UNIT;
}

static void give(struct arena *a, void *p) {
	struct header *h = header_of(p);
	if (h->units >= LISTS) {
		give_large(a, large_of(p));
		return;
	}
	h->next = a->free[h->units];
	a->free[h->units] = h;
}

static void *arena_malloc(size_t size) {
	spend(size);
	if (current != NULL) {
		return take(current, size);
	}
	void *p = malloc(size);
	return p == NULL && size > 0 ? out_of_memory() : p;
}

static void *arena_calloc(size_t count, size_t size) {
	spend(count * size);
	if (current != NULL) {
		return memset(take(current, count * size), 0, count * size); // the runtime asks for small ones only
	}
	void *p = calloc(count, size);
	return p == NULL && count * size > 0 ? out_of_memory() : p;
}

static void *arena_realloc(void *old, size_t size) {
	spend(size);
	if (current == NULL) {
		void *p = realloc(old, size);
		return p == NULL && size > 0 ? out_of_memory() : p;
	}
	if (old == NULL) {
		return take(current, size);
	}
	size_t had = header_of(old)->units * UNIT;
	if (size <= had) {
		return old;
	}
	void *p = take(current, size);
	memcpy(p, old, had);
	give(current, old);
	return p;
}

static void arena_free(void *p) {
	if (current == NULL) {
		free(p);
	} else if (p != NULL) {
		give(current, p);
	}
}

void use_arenas(void) { ts_set_allocator(arena_malloc, arena_calloc, arena_realloc, arena_free); }

#ifdef __GLIBC__
// The goroutine of an open document moves from thread to thread. By default each
// thread has its own heap, and what one frees the others cannot use. glibc settles
// that when the second thread asks for memory, so it is told before the first runs.
__attribute__((constructor)) static void share_heap(void) { mallopt(M_ARENA_MAX, 1); }
#endif

struct arena *arena_new(void) {
	struct arena *a = calloc(1, sizeof *a);
	return a == NULL ? out_of_memory() : a;
}

void arena_reset(struct arena *a) {
	int n = 0;
	for (struct chunk *c = a->spare; c != NULL; c = c->next) {
		n++;
	}
	for (struct chunk *c = a->chunks, *next; c != NULL; c = next) {
		next = c->next;
		if (c->size == CHUNK && n < SPARE) {
			c->next = a->spare;
			a->spare = c;
			n++;
		} else {
			free(c);
		}
	}
	a->chunks = NULL;
	while (a->large != NULL) {
		give_large(a, a->large);
	}
	memset(a->free, 0, sizeof a->free);
}

static void drop(struct chunk *c) {
	while (c != NULL) {
		struct chunk *next = c->next;
		free(c);
		c = next;
	}
}

void arena_delete(struct arena *a) {
	while (a->large != NULL) {
		give_large(a, a->large);
	}
	drop(a->chunks);
	drop(a->spare);
	free(a);
}

// A text is read in pieces, so that reading it again is seen: what the lexer looks at
// twice within a piece is not.
enum { PIECE = 512, READ = 8 }; // a byte read costs about as much time as so many of memory

struct text {
	const char *start;
	uint32_t length;
};

static const char *read_text(void *payload, uint32_t at, TSPoint point, uint32_t *n) {
	(void)point;
	const struct text *t = payload;
	if (at >= t->length) {
		*n = 0;
		return "";
	}
	*n = t->length - at < PIECE ? t->length - at : PIECE;
	spend((size_t)*n * READ);
	return t->start + at;
}

TSTree *typed_parse(TSParser *p, const TSTree *before, struct work *w, const char *start, uint32_t length) {
	struct text text = {start, length};
	w->until = thread_time() + w->nanoseconds;
	work = w;
	TSTree *tree = ts_parser_parse(p, before, (TSInput){&text, read_text, TSInputEncodingUTF8});
	work = NULL;
	w->nanoseconds = w->until - thread_time(); // the next one may run on another thread
	return tree;
}

TSTree *arena_parse(struct arena *a, const TSLanguage *language, struct work *w, const char *text, uint32_t length) {
	TSTree *tree = NULL;
	current = a;
	TSParser *p = ts_parser_new();
	if (ts_parser_set_language(p, language)) {
		ts_parser_set_cancellation_flag(p, &w->cancel);
		tree = typed_parse(p, NULL, w, text, length);
	}
	ts_parser_delete(p);
	current = NULL;
	return tree;
}
