package load

import (
	"errors"
	"fmt"
	"path/filepath"

	"threadlsp/analyzer"
	"threadlsp/internal/config"
)

// settings is the configuration of a root, with what the request says over it.
func (f *finder) settings(root string) (c *config.Config, skipped []analyzer.Skip, err error) {
	switch {
	case f.request.NoConfig:
		c = &config.Config{}
	case f.request.Config != "":
		c, err = settingsFile(f.request.Config)
	default:
		c, skipped, err = Settings(root)
	}
	if err == nil && f.request.Over != nil {
		over := *c
		c = &over
		err = f.request.Over(c)
	}
	return c, skipped, err
}

// settingsFile reads one configuration that was named.
func settingsFile(file string) (*config.Config, error) {
	if !config.IsFile(filepath.ToSlash(file)) {
		return nil, errors.New("--config: must name a threadlsp.toml or a pyproject.toml, or be KEY=VALUE")
	}
	raw, err := readRegular(file, maxConfigSize, "")
	if err != nil {
		return nil, fmt.Errorf("--config %s: %s", file, reason(err))
	}
	c, _, err := config.Parse(file, raw)
	if err == nil && c.Extend != "" {
		return extended(c, file, raw)
	}
	return c, err
}
