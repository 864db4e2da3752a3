#ifndef LINE_MUTATOR_H
#define LINE_MUTATOR_H

/*
 * How a fuzzer changes a text whose meaning is in its lines: Markdown, YAML.
 * Half of the changes are libFuzzer's own; the others copy, move, indent, quote
 * and drop whole lines, and take lines over from another input.
 */

#include <stddef.h>
#include <stdint.h>

/*
 * Changes data[0..size) in place, in a buffer of size_max bytes, as
 * LLVMFuzzerCustomMutator wants it.  The same seed makes the same change.
 * Returns the new size.
 */
size_t line_mutator_change(uint8_t *data, size_t size, size_t size_max, unsigned seed);

/*
 * Fills out with lines of a and, from some line on, lines of b, as
 * LLVMFuzzerCustomCrossOver wants it.  Returns the size, at most size_max.
 */
size_t line_mutator_cross(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
    uint8_t *out, size_t size_max, unsigned seed);

/* Defines both for a target. */
#define LINE_MUTATOR_DEFINE							\
	size_t LLVMFuzzerCustomMutator(uint8_t *, size_t, size_t, unsigned);	\
	size_t LLVMFuzzerCustomCrossOver(const uint8_t *, size_t, const uint8_t *, size_t, uint8_t *, size_t, unsigned); \
	size_t									\
	LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed) \
	{									\
		return line_mutator_change(data, size, size_max, seed);		\
	}									\
	size_t									\
	LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, \
	    uint8_t *out, size_t size_max, unsigned seed)			\
	{									\
		return line_mutator_cross(a, a_size, b, b_size, out, size_max, seed); \
	}

#endif
