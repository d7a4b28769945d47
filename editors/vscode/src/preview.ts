// The preview of a plan, as it is in the editor: a page of `kumo-lr preview`, beside the text.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ViewColumn, window, type TextDocument } from "vscode";
import type { Command } from "./command";
import { trainingOptions } from "./settings";

/** Draws a document, and shows the page; throws an error with what kumo-lr says against it. */
export async function showPreview(command: Command, document: TextDocument): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "kumo-lr-"));
  try {
    const page = path.join(folder, "preview.html");
    const name = path.basename(document.fileName);
    const words = ["preview", "-", "--stdin-filename", name, ...trainingOptions(document.uri), "--output", page];
    await run(command, words, document.getText(), path.dirname(document.fileName));
    const panel = window.createWebviewPanel("kumoLr.preview", name, ViewColumn.Beside, { enableScripts: true });
    panel.webview.html = await readFile(page, "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run({ program, args }: Command, words: string[], input: string, cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, ...words], { cwd, windowsHide: true });
    const said: Buffer[] = [];
    child.stdout.on("data", (data: Buffer) => said.push(data));
    child.stderr.on("data", (data: Buffer) => said.push(data));
    child.stdin.on("error", () => undefined); // it ended before it had read all; its words say why
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(Buffer.concat(said).toString("utf8").trim())),
    );
    child.stdin.end(input);
  });
}
