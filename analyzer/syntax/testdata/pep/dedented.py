class A:
    @d
#   @e
    # f
    def g(self):
        pass

    @d  # x

  # y
    async def h(self):
        pass
