//go:build !unix

package main

import (
	"os"
	"time"
)

// peakMemory is not known here.
func peakMemory(*os.ProcessState) int64 { return 0 }

// used is the processor time of this process so far; 0, since the system does not say it.
func used() time.Duration { return 0 }
