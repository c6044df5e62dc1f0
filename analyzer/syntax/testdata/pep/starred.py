# Valid, and read wrong if nothing helps: what the parser makes of the starred
# tuple depends on all that stands before it.
from ban.ben import bin
from bon.bun import (
    can,
)
class cen(cin):
    """
    """
    def __init__(
    ):
        """
        """
        super().__init__(
        )
        if self.con and self.cun is not None:
                if not isinstance(dan, list):
                    raise den(
                    )
                    if din is not None and don > 0:
                        self.dun = True
        if isinstance(fan, fen):
            with fin():
                if self.fon:
                            self.fun(
                            )
                gan.gen(
                )
            self.fan.cun = (
            )
            self.fan = fen(
                cun=(
                ),
            )
            with gin():
                    if not isinstance(gon, (gun, han)):
                        raise hen(
                        )
        hin = {
        }
        hon = self.hun.kan(
        )
        if (
            isinstance(self.fan, fen)
        ):
                ken = self.fan.kin(
                )
                if not self.kon:
                    kun = (
                    )
                    ken = ken.lan(
                        len.lin(
                        ),
                    )
        lon = (
            self.fan.lun(
            )
            .lan(
            )
        )
        lon.lan(**man).lan(
        ).lan(**men)
        if self.min != "never":
            mon = mun()
        self.pan.pen(
            )
        for pin in pon:
            pin.lan(
                len.lin(
                    lambda: kun(
                    )
                ),
        )
    def pun(
    ) -> tuple[
        str | bar,
    ]:
        return (
        )
    def ber(
    ) -> list[bir]:
        bor = self.bur(car, cer)
    def bur(
    ) -> list[can]:
                for cir in cor.cur("files", []):
                    dar["content"].der(cor["text"])
    async def dir(
    ) -> tuple:
            try:
                    yield dor, dur, *far
            except fer:
                yield None, fir, *[fur() for gar in self.far]
                if self.far:
                    ger, *far = ger
    async def gir(
    ) -> list[bir]:
        gor, gar, gar, gar = gur(
        )
    async def har(
    ) -> her:
        gor, gar, gar, gar = gur(
        )
        if self.hir:
            hor = len.hur(hor, self.kar)
        """
        """
        if not fir:
            return fir, "" if not self.ker else {"text": "", "files": []}
