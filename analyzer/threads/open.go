package threads

import "sync"

// Answers that wait for files. Some files turn out to be needed only when a
// rule asks; what was asked about other files before holds, since reading one
// file more changes no answer to a question that did not want it.

// Ask runs work, which asks the model about a file. Afterwards the file is Open
// if anything in it wanted a file that is not parsed; with work on other
// goroutines at the same time it may be Open without need.
func (m *Model) Ask(f *File, work func()) { f.open.Store(m.waits(work)) }

// Open says whether the file was not asked about yet, or may give other answers
// since more files were read.
func (m *Model) Open(f *File) bool { return f.open.Load() }

// waits runs work and says whether anything in it wanted a file.
func (m *Model) waits(work func()) bool {
	n := m.wanted.Load()
	work()
	return m.wanted.Load() != n
}

// again says that an answer is given once more that waited for a file.
func (m *Model) again(waited bool) {
	if waited {
		m.wanted.Add(1)
	}
}

// A kept is an answer that is worked out at the first question.
type kept[T any] struct {
	once  sync.Once
	value T
	waits bool // some answer below waited for a file
}

func (k *kept[T]) get(m *Model, work func() T) T {
	k.once.Do(func() { k.waits = m.waits(func() { k.value = work() }) })
	m.again(k.waits)
	return k.value
}
