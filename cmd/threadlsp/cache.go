package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"threadlsp/internal/cache"
	"threadlsp/internal/report"
	"threadlsp/lsp"
)

// cacheFlags say whether facts are kept from run to run, and where.
type cacheFlags struct {
	noCache  bool
	cacheDir string
}

func (f *cacheFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.BoolVar(&f.noCache, "no-cache", false, "keep nothing from run to run, and use nothing that was kept")
	f.registerDir(c)
}

func (f *cacheFlags) registerDir(c *cobra.Command) {
	c.Flags().StringVar(&f.cacheDir, "cache-dir", "", "where facts are kept (default: $THREADLSP_CACHE_DIR, else threadlsp in the user's cache folder)")
}

// dir is the folder of the cache; "" where there is none for this user. It is
// never in the project: whoever writes a repository could put findings there.
func (f *cacheFlags) dir(a *app) string {
	dir := f.cacheDir
	if dir == "" {
		dir = a.getenv("THREADLSP_CACHE_DIR")
	}
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		return filepath.Join(user, "threadlsp")
	}
	return a.abs(dir)
}

// open opens the cache; nil where nothing is to be kept.
func (f *cacheFlags) open(a *app) *cache.Cache {
	if f.noCache {
		return nil
	}
	if dir := f.dir(a); dir != "" {
		if build, ok := thisBuild(); ok {
			return cache.Open(dir, build)
		}
	}
	return nil
}

// forServer opens the cache for a while; a nil interface where nothing is to be kept.
func (f *cacheFlags) forServer(a *app) lsp.Cache {
	if c := f.open(a); c != nil {
		return c
	}
	return nil
}

// closeCache writes what is new.
func closeCache(c *cache.Cache) error {
	if c == nil {
		return nil
	}
	return c.Close()
}

// thisBuild names the running program: another build may make other facts.
func thisBuild() (cache.Key, bool) {
	path, err := os.Executable()
	if err != nil {
		return cache.Key{}, false
	}
	info, err := os.Stat(path)
	if err != nil {
		return cache.Key{}, false
	}
	return sha256.Sum256(fmt.Appendf(nil, "%s %s %d %d", version, revision(), info.Size(), info.ModTime().UnixNano())), true
}

// cleanCommand removes what was kept.
func (a *app) cleanCommand() *cobra.Command {
	var f cacheFlags
	c := &cobra.Command{
		Use:     "clean",
		Short:   "Remove what is kept from run to run",
		Long:    `Removes the cache. It is made again by the next check.`,
		Example: "  threadlsp clean",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			dir := f.dir(a)
			if dir == "" {
				return errors.New("there is no cache folder for this user: set --cache-dir")
			}
			n, err := cache.Clean(dir)
			if err != nil {
				return fmt.Errorf("cannot clean the cache: %w", err)
			}
			_, err = fmt.Fprintf(a.stdout, "Removed %d files of %s\n", n, report.Path(dir))
			return err
		},
	}
	f.registerDir(c)
	return c
}
