package pylib

// queueRows is the queue module.
func queueRows() library {
	return library{
		calls: []Call{
			{Name: "queue.Queue.put(item,block,timeout)", Vain: "queue.Full", Does: Wakes | Mutates | Blocks, GIL: GILReleased, Timeout: "timeout", Block: "block", BoundedBy: "maxsize", Returns: "None"},
			{Name: "queue.Queue.get(block,timeout)", Vain: "queue.Empty", Does: Blocks | Waits | Mutates, GIL: GILReleased, Timeout: "timeout", Block: "block"},
			{Name: "queue.Queue.put_nowait(item)", Vain: "queue.Full", Does: Wakes | Mutates, Returns: "None"},
			{Name: "queue.Queue.get_nowait()", Vain: "queue.Empty", Does: Takes | Mutates, Raises: true},
			{Name: "queue.Queue.task_done()", Does: Wakes | Finishes, Returns: "None"},
			{Name: "queue.Queue.join()", Does: Blocks | Waits, GIL: GILReleased, Returns: "None"},
			{Name: "queue.Queue.shutdown(immediate)", Since: "3.13", Does: Wakes | Closes, Returns: "None"},
			{Name: "queue.SimpleQueue.put(item,block,timeout)", Does: Wakes | Mutates, Returns: "None", NoRaise: true},
			{Name: "queue.SimpleQueue.put_nowait(item)", Does: Wakes | Mutates, Returns: "None", NoRaise: true},
			{Name: "queue.SimpleQueue.get(block,timeout)", Vain: "queue.Empty", Does: Blocks | Waits | Mutates, GIL: GILReleased, Timeout: "timeout", Block: "block"},
			{Name: "queue.SimpleQueue.get_nowait()", Vain: "queue.Empty", Does: Takes | Mutates, Raises: true},
			{Name: "queue.Queue(maxsize)", Does: Pure, Returns: "queue.Queue"},
			{Name: "queue.LifoQueue(maxsize)", Does: Pure, Returns: "queue.LifoQueue"},
			{Name: "queue.PriorityQueue(maxsize)", Does: Pure, Returns: "queue.PriorityQueue"},
			{Name: "queue.SimpleQueue()", Does: Pure, Returns: "queue.SimpleQueue"},
		},
		families: []family{
			{"queue.", "Queue.empty() SimpleQueue.empty()", Call{Does: Probe, Returns: "bool", NoRaise: true, Level: true}},
			{"queue.", "Queue.full()", Call{Does: Probe, Returns: "bool", NoRaise: true}},
			{"queue.", "Queue.qsize() SimpleQueue.qsize()", Call{Does: Probe, Returns: "int", NoRaise: true, Level: true}},
		},
		types: []Type{
			{Name: "queue.Queue", Class: QueueClass, Share: SafeShared, NoIter: true, NoPickle: true, InProcess: "multiprocessing.Queue", Attrs: queueAttrs, AttrTypes: queueAttrTypes},
			{Name: "queue.LifoQueue", Bases: []string{"queue.Queue"}, Class: QueueClass, Share: SafeShared, NoIter: true, NoPickle: true, Attrs: queueAttrs, AttrTypes: queueAttrTypes},
			{Name: "queue.PriorityQueue", Bases: []string{"queue.Queue"}, Class: QueueClass, Share: SafeShared, NoIter: true, NoPickle: true, Attrs: queueAttrs, AttrTypes: queueAttrTypes},
			{Name: "queue.SimpleQueue", Class: QueueClass, Share: SafeShared, NoIter: true, NoPickle: true, InProcess: "multiprocessing.SimpleQueue"},
			{Name: "queue.Empty", Bases: []string{"Exception"}, NoIter: true},
			{Name: "queue.Full", Bases: []string{"Exception"}, NoIter: true},
		},
		aliases: map[string]string{"Queue": "queue", "_queue.SimpleQueue": "queue.SimpleQueue", "_queue.Empty": "queue.Empty"},
	}
}

var (
	queueAttrs     = []string{"maxsize", "queue", "mutex", "not_empty", "not_full", "all_tasks_done", "unfinished_tasks"}
	queueAttrTypes = map[string]string{"maxsize": "int", "mutex": "threading.Lock", "not_empty": "threading.Condition",
		"not_full": "threading.Condition", "all_tasks_done": "threading.Condition", "unfinished_tasks": "int"}
)
