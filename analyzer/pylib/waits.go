package pylib

// JoinsThread says whether a method of that name, called on a thread, waits
// for its end. It is for receivers whose type nothing shows, such as the items
// of a list that is never filled.
func JoinsThread(method string) bool {
	c := FindCall("threading.Thread." + method)
	return c != nil && c.Does&Joins != 0
}
