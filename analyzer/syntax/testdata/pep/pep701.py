f'{a["b"]}'
f"{a["b"]}"
f"{f"{f"{f"{1}"}"}"}"
f'''{
    a  # comment
    + b
}'''
f"{'\n'.join(x)}"
f"{x!r:{y}}"
f"{x:%Y-%m-%d}"
f"{x = }"
f"{x=!r:^20}"
f"{{}} {{{x}}}"
f"{lambda_ if (lambda x: 1) else 2}"
f"{x:{'{'}>10}"
f"{*a, *b}"
f"{yield_}"
f"{(x:=5)}"
f"{x:=5}"
rf"\{x}"
f"\N{DIGIT ONE} {x}"
f"{d['a']:{w}.{p}}"
f'{x!s}'
f"{a:{b:{c}}}"
f"""{"""x"""}"""
f"{ x :}"
f"{await_(x)}"
