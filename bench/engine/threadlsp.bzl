"""threadlsp under Bazel: the facts of each target's files are an action of their
own, which runs again only when one of those files changes, on any machine; one
action links them and reports."""

_tool = attr.label(default = "//tool:threadlsp", allow_single_file = True, executable = True, cfg = "exec")

def _facts(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".facts")
    ctx.actions.run(
        executable = ctx.executable.tool,
        arguments = ["facts", "--jobs", "1", "-o", out.path] + [f.path for f in ctx.files.srcs],
        inputs = ctx.files.srcs,
        outputs = [out],
        mnemonic = "ThreadlspFacts",
    )
    return [DefaultInfo(files = depset([out]))]

threadlsp_facts = rule(
    implementation = _facts,
    attrs = {"srcs": attr.label_list(allow_files = True), "tool": _tool},
)

def _check(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".jsonl")
    ctx.actions.run_shell(
        command = '"$1" check --no-cache --exit-zero --format jsonl --facts "$2" "$3" > "$4"',
        arguments = [ctx.executable.tool.path, ctx.bin_dir.path, ctx.attr.root, out.path],
        inputs = ctx.files.srcs + ctx.files.facts,
        tools = [ctx.executable.tool],
        outputs = [out],
        mnemonic = "ThreadlspCheck",
    )
    return [DefaultInfo(files = depset([out]))]

threadlsp_check = rule(
    implementation = _check,
    attrs = {
        "srcs": attr.label_list(allow_files = True),
        "facts": attr.label_list(allow_files = [".facts"]),
        "root": attr.string(default = "."),
        "tool": _tool,
    },
)
