// Drives one headless Chromium: reads a JSON request a line on stdin, and answers each with a line,
//   {"value": ...} or {"error": words}.
// The browser's path is the only argument. A request is {"do": a verb below, ...what the verb takes}.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

// --no-sandbox: as root, Chromium starts only without one. The rest keeps it from the network.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const browser = await chromium.launch({ executablePath: process.argv[2], headless: true, args: FLAGS });
let context = null;
let page = null;
let requests = [];
let errors = [];

async function open({ url, width, height, scheme }) {
  await context?.close();
  requests = [];
  errors = [];
  context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("dialog", (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(message.text());
  });
  await page.goto(url);
}

const VERBS = {
  open,
  problems: async () => ({ requests, errors }),
  evaluate: ({ expression }) => page.evaluate(expression),
  fill: ({ at, text }) => page.fill(at, text),
  // Letter by letter, as a field of numbers may refuse some.
  type: async ({ at, text }) => {
    await page.fill(at, "");
    await page.locator(at).pressSequentially(text);
  },
  select: ({ at, value }) => page.selectOption(at, value),
  click: ({ at }) => page.click(at),
  press: ({ at, key }) => page.press(at, key),
  box: ({ at }) => page.locator(at).boundingBox(),
  move: ({ x, y }) => page.mouse.move(x, y),
  drag: async ({ from, to, y }) => {
    await page.mouse.move(from, y);
    await page.mouse.down();
    await page.mouse.move(to, y, { steps: 4 });
    await page.mouse.up();
  },
  doubleClick: ({ x, y }) => page.mouse.dblclick(x, y),
  resize: ({ width, height }) => page.setViewportSize({ width, height }),
  scheme: ({ scheme }) => page.emulateMedia({ colorScheme: scheme }),
  screenshot: async ({ path }) => (await page.screenshot({ path })).length,
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { value: (await VERBS[request.do](request)) ?? null };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
