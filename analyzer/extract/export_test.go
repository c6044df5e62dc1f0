package extract

// LoopMaySpin says whether the byte pass does not clear the while loop whose
// keyword begins at an offset.
func LoopMaySpin(text []byte, at int) bool {
	s := scanner{text: text[:at], fresh: true, imports: map[string]struct{}{}}
	s.run()
	s.text, s.probing, s.fixed = text, nil, nil
	return s.maySpin(at)
}
