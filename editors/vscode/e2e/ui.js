// What a user sees and does in a real VS Code, in Chromium, in one theme.
//   node ui.js PORT WORKSPACE OUTDIR THEME EXTENSIONS    env CHROMIUM, DEBUG
// WORKSPACE has chapter.py, app.py and lesson.ipynb, and its mode is workspace;
// EXTENSIONS is where the extension is installed. It writes pictures to OUTDIR and
// ends with 'N passed, N failed'. Nothing here waits for a time, all for a state.
const fs = require("fs");
const path = require("path");
const { launch, open } = require("./browser");

const [port, workspace, out, theme, extensions] = process.argv.slice(2);
const deadline = { timeout: 90000 };
const squiggle = ":is(.squiggly-info, .squiggly-warning, .squiggly-error)";
const hoverBox = ".monaco-hover:not(.hidden)";
let passed = 0;
let failed = 0;
let page;

function check(name, ok, got) {
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? "ok  " : "FAIL"} ${name}${ok ? "" : `: ${JSON.stringify(got)}`}`);
}

const text = (name) => fs.readFileSync(path.join(workspace, name), "utf8");
const picture = (name) => page.screenshot({ path: path.join(out, `${name}.png`) });
const shown = (selector, part) =>
  page.waitForFunction(([s, t]) => [...document.querySelectorAll(s)].some((e) => e.innerText.replace(/\u00a0/g, " ").includes(t)), [selector, part], deadline);
const gone = (selector) => page.waitForFunction((s) => !document.querySelector(s), selector, deadline);

// until asks again and again until the answer is one.
async function until(what, ask) {
  for (const end = Date.now() + deadline.timeout; Date.now() < end; await page.waitForTimeout(50)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`${what}: not within ${deadline.timeout / 1000} s`);
}

// pick types into the box at the top and takes the row that says so.
async function pick(typed, row) {
  const input = page.locator(".quick-input-widget:visible input[type=text]");
  await input.waitFor(deadline);
  await input.fill(typed);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: row }).waitFor(deadline);
  await page.keyboard.press("Enter");
}

// command runs one by its title, as a user does with F1.
async function command(title) {
  await page.keyboard.press("F1");
  await pick(`>${title}`, title);
}

// openFile opens a file by its name and waits for its tab.
async function openFile(name) {
  await page.keyboard.press("Control+p");
  await pick(name, name);
  await page.locator(".tab.active", { hasText: name }).waitFor(deadline);
}

// middle is where a squiggle is.
async function middle(within) {
  const place = page.locator(`${within} ${squiggle}`).first();
  await place.waitFor({ state: "attached", ...deadline });
  const box = await place.boundingBox();
  return box && [box.x + box.width / 2, box.y + box.height / 2];
}

// aim does something at a squiggle until that has had its effect: a line may move
// away under the mouse, when a code lens comes.
async function aim(within, what, act, done) {
  await until(what, async () => {
    const at = await middle(within);
    if (!at) return false;
    await act(at);
    for (const end = Date.now() + 3000; Date.now() < end; await page.waitForTimeout(50)) if (await done()) return true;
    return false;
  });
}

const texts = async (selector) => (await page.locator(selector).allInnerTexts()).join("\n").replace(/\u00a0/g, " ");

// hover holds the mouse over a squiggle until all parts are told: the diagnostic
// is there at once, the server's own hover a moment later.
async function hover(within, ...parts) {
  const act = async ([x, y]) => {
    await page.mouse.move(x, y + 60);
    await page.mouse.move(x, y, { steps: 4 });
  };
  await aim(within, `hover ${parts}`, act, async () => {
    const told = await texts(hoverBox);
    return parts.every((part) => told.includes(part));
  });
  // It fades in; a picture of it halfway is hard to read.
  await page.evaluate((s) => Promise.all([...document.querySelectorAll(s)].flatMap((e) => e.getAnimations()).map((a) => a.finished.catch(() => {}))), hoverBox);
  return texts(hoverBox);
}

// choose opens the menu of quick fixes at a squiggle and picks one; the menu's text
// is the answer. before is called while the menu is open.
async function choose(within, title, before = async () => {}) {
  const act = async ([x, y]) => {
    await page.keyboard.press("Escape");
    await page.mouse.click(x, y);
    await page.keyboard.press("Control+Period");
  };
  await aim(within, `menu with ${title}`, act, async () => (await texts(".action-widget")).includes(title));
  const menu = await texts(".action-widget");
  await before();
  // By the keyboard: an invisible layer over the page lies in the way of a click.
  await until(`row ${title}`, async () => {
    if ((await texts(".action-widget .monaco-list-row.focused")).includes(title)) return true;
    await page.keyboard.press("ArrowDown");
    return false;
  });
  await page.keyboard.press("Enter");
  await page.locator(".action-widget").waitFor({ state: "hidden", ...deadline });
  return menu;
}

const editor = ".editor-group-container.active .editor-instance .monaco-editor";

async function findingHoverFix() {
  await openFile("chapter.py");
  await page.keyboard.press("Control+b"); // the side bar only takes room in the picture
  await middle(editor);
  check("squiggle", true);
  await shown(".codelens-decoration", "thread"); // it moves the lines
  check("code lens", true);
  const told = await hover(editor, "missing-join", "main:");
  check("hover names the rule and draws the timeline", told.includes("missing-join") && told.includes("t:"), told);
  await picture("hover");
  const menu = await choose(editor, "t.join()", () => picture("action"));
  check("quick fix is offered", menu.includes("t.join()") && menu.includes("Disable missing-join"), menu);
  await gone(`${editor} ${squiggle}`);
  check("squiggle is gone after the fix", true);
  await page.keyboard.press("Control+s");
  await until("saved", () => text("chapter.py").includes("\nt.join()\n"));
  check("the fix is saved", true);
  await picture("fixed");
}

async function problems() {
  await command("Problems: Focus on Problems View");
  await shown(".markers-panel", "app.py");
  await shown(".markers-panel", "args-not-tuple");
  check("the Problems panel has the findings of a file that is not open", true);
  await picture("problems");
  await command("View: Hide Panel");
}

async function suppression() {
  await openFile("app.py");
  await choose(editor, "Disable args-not-tuple");
  await gone(`${editor} ${squiggle}`);
  await page.keyboard.press("Control+s");
  await until("saved", () => text("app.py").includes("threadlsp: ignore[args-not-tuple]"));
  check("the rule is silenced on its line, and the squiggle gone", true);
  await picture("suppressed");
}

// servers are the processes of the extension's server: of this test alone.
function servers() {
  return fs.readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && fs.readlinkSync(`/proc/${pid}/exe`).startsWith(extensions + path.sep);
    } catch {
      return false; // it has ended, or is not ours to look at
    }
  });
}

async function killed() {
  const before = servers();
  check("one server runs", before.length === 1, before);
  before.forEach((pid) => process.kill(Number(pid), "SIGKILL"));
  await until("another server", () => servers().some((pid) => !before.includes(pid)));
  await openFile("chapter.py");
  await page.locator(editor).first().click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("import threading; threading.Thread(target=print(1)).start()\n");
  await middle(editor);
  check("a killed server is started again and finds", true);
  await command("File: Revert File");
}

async function notebook() {
  await openFile("lesson.ipynb");
  const cell = ".notebookOverlay .cell.code .monaco-editor";
  const told = await hover(cell, "args-not-tuple");
  check("a finding in a notebook explains itself in its cell", told.includes("args-not-tuple"), told);
  await picture("notebook");
  await page.keyboard.press("Escape");
}

// inMap is the frame of the thread map's page.
async function inMap() {
  return until("the page of the map", async () => {
    for (const frame of page.frames()) if (await frame.locator(".picture .box").first().isVisible().catch(() => false)) return frame;
  });
}

async function threadMap() {
  await openFile("chapter.py");
  await command("threadlsp: Show Thread Map");
  const map = await inMap();
  const shade = await map.evaluate(() => getComputedStyle(document.body).backgroundColor);
  check("the thread map has the editor's colours", theme === "dark" ? /^rgb\((\d|[1-5]\d), /.test(shade) : /^rgb\(2\d\d, /.test(shade), shade);
  check("the thread map has no switch of its own", (await map.locator(".theme").count()) === 0);
  await map.locator(".box.root", { hasText: "work" }).first().click();
  await until("the panel", async () => (await map.locator(".panel").innerText()).includes("threading.Thread"));
  await picture("map");
  await map.locator(".panel .place", { hasText: "chapter.py" }).first().click();
  await until("the place in the editor", async () => (await page.locator(".tab.active", { hasText: "chapter.py" }).count()) > 0);
  check("a click on a place opens it in the editor", true);
  await command("View: Close All Editors");
}

async function walkthrough() {
  await command("View: Close All Editors");
  await command("Welcome: Open Walkthrough...");
  await pick("threadlsp", "Get Started with threadlsp");
  await shown(".gettingStartedContainer", "See a finding");
  check("the walkthrough is there", true);
  await picture("walkthrough");
}

(async () => {
  const browser = await launch();
  try {
    page = await open(browser, port, { folder: workspace }, { viewport: { width: 900, height: 560 }, deviceScaleFactor: 2, colorScheme: theme });
    await page.locator('.explorer-folders-view [role="treeitem"]', { hasText: "chapter.py" }).first().waitFor(deadline);
    for (const part of [findingHoverFix, problems, suppression, notebook, killed, threadMap, walkthrough]) {
      try {
        await part();
      } catch (error) {
        failed++;
        console.log(`FAIL ${part.name}: ${error.stack}`);
        await picture(`failed-${part.name}`);
        for (let i = 0; i < 3; i++) await page.keyboard.press("Escape");
      }
    }
  } catch (error) {
    failed++;
    console.log(`FAIL ${error.stack}`);
    if (page) await picture("failed");
  }
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
})();
