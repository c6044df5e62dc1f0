package pylib

import "testing"

func TestAddedRowsCountFirstAndStayApart(t *testing.T) {
	added := With([]Row{
		{Name: "fast.spawn(fn, *, name)", Runs: "fn", On: "pool", Many: true, Pass: "2", Returns: "Thread"},
		{Name: "fast.*", Does: []string{"probe"}},
		{Name: "fast.Mutex", Share: "lock", Reentrant: true},
		{Name: "time.sleep(secs)", Does: []string{"cpu"}, GIL: "held"},
		{Name: "fast.each(fn)", Runs: "fn", On: "same"},
	})
	c := added.FindCall("fast.spawn")
	if h := c.Handoff; h == nil || h.On != Pool || h.Many != Several || h.Pass != PassFixed || h.Fixed != 2 || len(c.Slots) != 3 {
		t.Errorf("fast.spawn: %+v %+v", c, c.Handoff)
	}
	if c := added.FindCall("fast.sub.look"); c == nil || c.Does != Probe {
		t.Errorf("fast.*: %+v", c)
	}
	if got := added.Canonical("fast.Mutex.acquire"); got != "threading.RLock.acquire" {
		t.Errorf("fast.Mutex.acquire is %s", got)
	}
	if c := added.FindCall("time.sleep"); c.Does != CPU || c.GIL != GILHeld {
		t.Errorf("a row of the project does not count before: %+v", c)
	}
	if c := added.FindCall("fast.each"); c.Handoff != nil || c.Does != UserCode {
		t.Errorf("what runs at once is handed over: %+v", c)
	}
	if FindCall("fast.spawn") != nil || FindCall("time.sleep").Does&Sleeps == 0 || (*Table)(nil).FindCall("time.sleep") != FindCall("time.sleep") {
		t.Error("the tables have changed")
	}
}

func TestWordsAreDocumented(t *testing.T) {
	for _, f := range RowFields {
		if f.Doc == "" || f.SetString == nil && f.SetStrings == nil && f.SetBool == nil {
			t.Errorf("%s: incomplete", f.Name)
		}
	}
}
