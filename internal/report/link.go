package report

// linked is text that leads to a file where the terminal follows links (OSC 8).
// The address holds no control characters: Style.Link escapes them.
func (s Style) linked(path, text string) string {
	if s.Link == nil {
		return text
	}
	address := s.Link(path)
	if address == "" {
		return text
	}
	return "\x1b]8;;" + address + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}
