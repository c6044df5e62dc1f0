x = 1  # threadlsp: ignore[args-not-tuple, TH201] because of this
# threadlsp: ignore-next-line
y = "# threadlsp: off"  # noqa
# threadlsp: ignore-file[TH1]
# threadlsp: off[busy-wait]
# threadlsp:on
z = 2  # NOQA:TH101,E501 F401 a remark  # guarded by: self._lock
# threadlsp: holds self._lock
# threadlsp: runs on worker
# threadlsp: runs on mars
# threadlsp: confined
# threadlsp: ignore[
# threadlsp: sing
# noqa: missing-join
# noqa:
# nothing
