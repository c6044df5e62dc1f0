// What a user sees in a real VS Code, in Chromium: the squiggle, the hover and the
// quick fix on one file. e2e.sh calls it:
//   node ui.js PORT WORKSPACE FILE OUTDIR THEME    env CHROMIUM, DEBUG
// It writes hover.png, action.png and fixed.png and ends with 'N passed, N failed'.
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const [port, workspace, file, out, theme] = process.argv.slice(2);
const code = "missing-join";
const squiggle = ".monaco-editor .squiggly-info, .monaco-editor .squiggly-warning, .monaco-editor .squiggly-error";
const deadline = { timeout: 60000 };
let passed = 0;
let failed = 0;
let page;

function check(name, ok, got) {
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? "ok  " : "FAIL"} ${name}${ok ? "" : `: ${JSON.stringify(got)}`}`);
}

async function openFile(browser) {
  const context = await browser.newContext({ viewport: { width: 900, height: 560 }, deviceScaleFactor: 2, colorScheme: theme });
  page = await context.newPage();
  if (process.env.DEBUG) page.on("console", (m) => console.log("console:", m.text().slice(0, 200)));
  // The page may talk to this machine only, so that the test does not depend on the network.
  await page.route("**/*", (route) => {
    const url = new URL(route.request().url());
    const local = url.hostname === "127.0.0.1" || !url.protocol.startsWith("http");
    return local ? route.continue() : route.abort();
  });
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`);
  const item = page.locator('.explorer-folders-view [role="treeitem"]', { hasText: file });
  await item.first().waitFor(deadline);
  await item.first().dblclick();
  await page.waitForSelector(".monaco-editor .view-lines", deadline);
  await page.keyboard.press("Control+b"); // the side bar only takes room in the picture
}

async function main(browser) {
  await openFile(browser);
  await page.waitForSelector(squiggle, deadline);
  check("squiggle", true);
  const box = await page.locator(squiggle).first().boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const shown = (selector, text) =>
    page.waitForFunction(([s, t]) => [...document.querySelectorAll(s)].some((e) => e.innerText.includes(t)), [selector, text], deadline);

  await page.mouse.move(x, y);
  await shown(".monaco-hover:not(.hidden)", code);
  // The diagnostic is there at once, the server's own hover a moment later.
  await shown(".monaco-hover:not(.hidden)", "main:");
  const hover = (await page.locator(".monaco-hover:not(.hidden)").allInnerTexts()).join("\n");
  check("hover names the rule and draws the timeline", hover.includes(code) && hover.includes("t:"), hover);
  await page.screenshot({ path: path.join(out, "hover.png") });

  await page.keyboard.press("Escape");
  await page.mouse.click(x, y);
  await page.keyboard.press("Control+Period");
  await shown(".action-widget", "t.join()");
  const menu = await page.locator(".action-widget").first().innerText();
  check("quick fix is offered", menu.includes("t.join()") && menu.includes(`Disable ${code}`), menu);
  await page.screenshot({ path: path.join(out, "action.png") });

  await page.keyboard.press("Enter"); // the first one is the fix
  await page.waitForFunction((s) => !document.querySelector(s), squiggle, deadline);
  check("squiggle is gone after the fix", true);
  await page.keyboard.press("Control+s");
  const saved = () => fs.readFileSync(path.join(workspace, file), "utf8").includes("\nt.join()\n");
  for (const end = Date.now() + deadline.timeout; !saved() && Date.now() < end; ) await page.waitForTimeout(50);
  check("the fix is saved", saved(), fs.readFileSync(path.join(workspace, file), "utf8"));
  await page.screenshot({ path: path.join(out, "fixed.png") });
}

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    await main(browser);
  } catch (error) {
    failed++;
    console.log(`FAIL ${error.stack}`);
    await page?.screenshot({ path: path.join(out, "failed.png") });
  }
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
})();
