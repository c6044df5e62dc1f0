package main

import (
	"errors"
	"strconv"
	"strings"
)

// A byteSize is a flag that takes a number of bytes: 5MB, 200KB, 1000.
type byteSize int64

// units are the suffixes of sizes, each 1,024 times the one before.
var units = []string{"KB", "MB", "GB"}

// Set reads a size; it must be positive and at most a terabyte.
func (b *byteSize) Set(s string) error {
	digits, unit := strings.ToUpper(s), int64(1)
	for i, suffix := range units {
		if d, ok := strings.CutSuffix(digits, suffix); ok {
			digits, unit = d, 1<<(10*(i+1))
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 || n > 1<<40/unit {
		return errors.New("must be a size such as 5MB")
	}
	*b = byteSize(n * unit)
	return nil
}

// String is the size in the largest unit that divides it.
func (b *byteSize) String() string {
	n, suffix := int64(*b), ""
	for _, u := range units {
		if n == 0 || n%1024 != 0 {
			break
		}
		n, suffix = n/1024, u
	}
	return strconv.FormatInt(n, 10) + suffix
}

// Type names the value in help texts.
func (b *byteSize) Type() string { return "size" }
