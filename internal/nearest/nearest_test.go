package nearest

import "testing"

func TestWordFindsEveryOneEditTypo(t *testing.T) {
	names := []string{"args-not-tuple", "missing-join", "busy-wait", "exclude", "select"}
	for _, want := range names {
		for i := range want {
			for _, typo := range []string{want[:i] + want[i+1:], want[:i] + "q" + want[i:], want[:i] + "q" + want[i+1:]} {
				if got, ok := Word(typo, names); !ok || got != want {
					t.Errorf("Word(%q) = %q, %v; want %q", typo, got, ok, want)
				}
			}
			if i > 0 {
				typo := want[:i-1] + want[i:i+1] + want[i-1:i] + want[i+1:]
				if got, _ := Word(typo, names); got != want {
					t.Errorf("Word(%q) = %q; want %q", typo, got, want)
				}
			}
		}
	}
}

func TestWordOffersNothingForAStranger(t *testing.T) {
	if got, ok := Word("xyzzy", []string{"args-not-tuple", "missing-join"}); ok {
		t.Errorf("Word offers %q", got)
	}
}
