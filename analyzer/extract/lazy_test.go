package extract

import (
	"strings"
	"testing"
	"time"
)

// TestLazy holds which files the byte pass sends to be looked at for what is
// made on first use, without any module about threads.
func TestLazy(t *testing.T) {
	for text, want := range map[string]bool{
		"def rules(cls):\n    if cls in _r:\n        return _r[cls]\n    _r[cls] = []\n    return _r[cls]\n":                    true,
		"class A:\n    def get(cls):\n        cls.made = {}\n        return cls.made\n":                                         true,
		"def table():\n    global _t\n    _t = dict()\n    return _t\n":                                                         true,
		"def table():\n    t = {}\n    return t\n":                                                                              false,
		"def f(self):\n    self.rows = []\n    return self.rows\n":                                                              false,
		"def f(self):\n    if self.a is None:\n        self.a = self.b()\n        self.b = None\n    return self.a  # or not\n": true,
		"def f(self):\n    if self.a is None:\n        self.a = self.b()\n    return self.a\n":                                  false,
		"def f(self):\n    self.b = None\n\ndef g(self):\n    if self.a is None:\n        self.a = 1\n    return self.a\n":      false,
		"return x[0]\n":                     false,
		"def f(x):\n    return x[0] = []\n": false,
	} {
		if got := Scan([]byte(text)).Lazy; got != want {
			t.Errorf("Scan(%q).Lazy = %v, want %v", text, got, want)
		}
	}
}

// TestLazyIsLinear holds that a line of returns is not read again for each of them.
func TestLazyIsLinear(t *testing.T) {
	began := time.Now()
	Scan([]byte(strings.Repeat("return\tx;", 500_000)))
	if took := time.Since(began); took > 10*time.Second { // milliseconds; read again it is minutes
		t.Error(took)
	}
}
