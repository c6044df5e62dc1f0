// What a person does with the page, in Chromium. test.sh calls it.
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const { launch } = require("../../../editors/vscode/e2e/browser.js");

const [threadlsp, work, out] = process.argv.slice(2);
const map = (dirs, format) => execFileSync(threadlsp, ["map", "--format", format, ...[dirs].flat().map((d) => path.join(work, d))], { cwd: path.join(work, [dirs].flat()[0]), maxBuffer: 64 << 20, encoding: "utf8" });

let browser;
let page;
let said; // by the console

function check(name, ok, got) {
  console.log(`${ok ? "ok  " : "FAIL"} ${name}${ok || got === undefined ? "" : `: ${JSON.stringify(got)}`}`);
}

// open shows a map as a file; the page may load nothing else.
async function open(dirs, options = {}, before) {
  const file = path.join(work, `${[dirs].flat().join("-")}.html`);
  fs.writeFileSync(file, map(dirs, "html"));
  page = await (await browser.newContext({ viewport: { width: 1400, height: 850 }, ...options })).newPage();
  said = [];
  page.on("console", (m) => said.push(m.text()));
  page.on("pageerror", (e) => said.push(String(e)));
  page.on("dialog", (d) => (said.push(`dialog ${d.message()}`), d.dismiss()));
  page.on("request", (r) => r.url().startsWith("file:") || said.push(`request ${r.url()}`));
  if (before) await page.addInitScript(before);
  await page.goto(`file://${file}`);
  await page.locator(".box").first().waitFor();
}

const box = (name) => page.locator(".box", { has: page.locator(`text=${name}`) }).first();
const panel = () => page.locator(".panel").innerText();
const picture = (name) => page.screenshot({ path: path.join(out, `${name}.png`) });
const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

const tests = {
  async "a box tells where its thread is made, started and joined, and the lines"() {
    await open("shop");
    await box("Store.flush").click();
    let text = await panel();
    for (const part of ["Store.flush", "threading.Timer in main", "app.py:47", "started app.py:48", "joined app.py:49", "Store._io in Store.flush while it holds Store._lock", "Store.jobs: guarded by Store._lock"]) check(`the panel says ${part}`, text.includes(part), text);
    await page.locator(".panel .place", { hasText: "app.py:49" }).click();
    check("a click on a place shows its lines", (await page.locator(".panel pre:visible mark").last().innerText()).includes("t.join()"));
    await page.locator(".panel .ref", { hasText: "Store._lock" }).first().click();
    text = await panel();
    check("a click on a lock leads to the object that has it", text.includes("all objects of the class") && text.includes("Store.stop: threading.Event"), text);
    await picture("shop-light");
  },

  async "a line tells what one does with the other"() {
    await open("shop");
    await page.locator(".line", { hasText: "puts" }).locator(".reach").dispatchEvent("click");
    check("the panel is about the queue", (await panel()).includes("q: queue.Queue"), await panel());
  },

  async "light and dark follow the system, and the switch"() {
    await open("shop", { colorScheme: "light" });
    const light = await background();
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await background();
    check("the system's theme counts", light === "rgb(255, 255, 255)" && dark !== light, [light, dark]);
    await picture("shop-dark");
    await page.locator(".theme").click();
    check("the switch counts more", (await background()) === light, await background());
    await page.reload();
    await page.locator(".box").first().waitFor();
    check("and is remembered", (await background()) === light, await background());
  },

  async "search finds by name, data and file, with the keyboard alone"() {
    await open("shop");
    await page.keyboard.press("/");
    await page.keyboard.type("jobs");
    check("what has it is shown before the rest", (await page.locator(".box.hit").count()) === 1, await page.locator(".box.hit").count());
    check("the list has no root of that name", (await page.locator(".entry:visible").count()) === 0);
    await page.keyboard.press("Enter");
    check("Enter chooses it", (await panel()).includes("all objects of the class"), await panel());
    await page.keyboard.press("Escape");
    check("Escape ends it", (await page.locator(".entry:visible").count()) === 4 && (await page.locator(".choosing, .searching").count()) === 0);
    await box("fetch").focus();
    await page.keyboard.press("Enter");
    check("a box is chosen by the keyboard", (await panel()).includes("tasks of a pool"), await panel());
    check("the page says nothing to the console, and loads nothing", said.length === 0, said);
  },

  async "names are text"() {
    await open("hostile");
    await box("work").click();
    const text = await panel();
    check("lines of source are text", text.includes("<script>window.bad = 1</script>"), text);
    await page.waitForTimeout(200);
    check("no script of the program ran", (await page.evaluate(() => window.bad)) === undefined && said.length === 0, said);
    check("the page has only its own elements", (await page.locator("img").count()) === 0);
  },

  async "240 roots"() {
    const begin = Date.now();
    await open("large");
    const took = Date.now() - begin;
    check(`they are drawn in ${took} ms`, took < 20000, took);
    check("the list has all of them", (await page.locator(".entry").count()) === 240, await page.locator(".entry").count());
    check("40 that share nothing are one box", (await box("40 roots").count()) === 1);
    await picture("large");
    const size = fs.statSync(path.join(work, "large.html")).size;
    check(`the page has ${size} bytes`, size < 2 << 20, size);
    await page.locator("input[type=search]").fill("service17x2.pump");
    await page.keyboard.press("Enter");
    await page.waitForTimeout(400);
    const at = await box("Service17x2.pump").boundingBox();
    check("what is searched is moved into view, to be read", at && at.x > 240 && at.x < 1000 && at.height > 25, at);
    await page.locator("label", { hasText: "only around" }).click();
    check("around it are its maker and its object", (await page.locator(".box").count()) === 3, await page.locator(".box").count());
    await picture("large-near");
  },

  async "several projects are one page, with a choice"() {
    await open(["shop", "large"]);
    for (const [label, roots] of [["large", 240], ["shop", 4], ["large", 240]]) {
      await page.locator("select").selectOption({ label });
      check(`${label} is chosen`, (await page.locator(".entry").count()) === roots, await page.locator(".entry").count());
    }
    check("without a word to the console", said.length === 0, said);
  },

  async "what many lines lead to stands apart"() {
    await open("hub");
    check("its lines are not drawn", (await page.locator(".line.hidden").count()) === 30 && (await page.locator(".line.hidden:visible").count()) === 0);
    await box("ticker").click();
    check("they are when it is chosen", (await page.locator(".line.hidden.on").count()) === 30, await page.locator(".line.hidden.on").count());
  },

  async "in an editor a place is opened there"() {
    await open("shop", {}, () => {
      window.posted = [];
      window.acquireVsCodeApi = () => ({ postMessage: (m) => window.posted.push(m) });
    });
    await box("Store.work").click();
    await page.locator(".panel .place", { hasText: "app.py:20" }).first().click();
    const posted = await page.evaluate(() => window.posted);
    check("the editor is told the place", posted.length === 1 && posted[0].open.path === "app.py" && posted[0].open.line === 20 && posted[0].open.column === 9, posted);
  },

  async "a narrow window has the picture and the panel"() {
    await open("shop", { viewport: { width: 560, height: 800 } });
    await box("Store").click();
    check("both are to be seen", (await page.locator(".panel").isVisible()) && (await page.locator(".picture").isVisible()));
    await picture("narrow");
  },

  async "Mermaid and Graphviz read their pictures"() {
    const viz = await require("@viz-js/viz").instance();
    page = await browser.newPage();
    await page.addScriptTag({ path: require.resolve("mermaid").replace(/mermaid\.core\.mjs$|mermaid\.esm\.mjs$/, "mermaid.min.js") });
    for (const dir of ["shop", "hostile", "large"]) {
      const drawn = viz.render(map(dir, "dot"), { format: "svg" });
      check(`dot of ${dir}`, drawn.status === "success" && drawn.errors.length === 0, drawn.errors);
      const told = await page.evaluate(async (text) => {
        mermaid.initialize({ startOnLoad: false, maxTextSize: 1 << 20, maxEdges: 5000 });
        await mermaid.parse(text);
        return (await mermaid.render("picture", text)).svg.length;
      }, map(dir, "mermaid")).catch((e) => String(e));
      check(`mermaid of ${dir}`, typeof told === "number", told);
      check(`mermaid of ${dir} runs nothing`, (await page.evaluate(() => window.bad)) === undefined);
    }
  },
};

(async () => {
  browser = await launch();
  for (const [name, run] of Object.entries(tests)) {
    try {
      await run();
    } catch (error) {
      console.log(`FAIL ${name}: ${error.stack}`);
    }
  }
  await browser.close();
})();
