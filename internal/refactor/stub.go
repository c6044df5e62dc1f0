package refactor

func (r *rewriter) wrap() []Change  { return nil }
func (r *rewriter) poll() []Change  { return nil }
func (r *rewriter) pool() []Change  { return nil }
func (r *rewriter) tuple() []Change { return nil }
