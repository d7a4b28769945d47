// Starts `kumo-lr server` for YAML and JSON, and offers what a server cannot.

import {
  commands,
  extensions,
  window,
  workspace,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type Uri,
} from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { findCommand, type Command } from "./command";
import { showPreview } from "./preview";
import { completesBySchema, initialSettings, programPath, SECTION } from "./settings";

/** What this extension uses of the Python extension. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: Uri): { readonly path: string };
    resolveEnvironment(environment: { readonly path: string }): Promise<
      { readonly executable: { readonly uri?: Uri } } | undefined
    >;
    readonly onDidChangeActiveEnvironmentPath: (listener: () => void) => Disposable;
  };
}

const RESTARTING = ["enable", "path"].map((name) => `${SECTION}.${name}`);
const LANGUAGES = ["yaml", "json"];

let output: LogOutputChannel;
let client: LanguageClient | undefined;
let command: Command | undefined;
// One start or stop at a time: a server that is still starting cannot be stopped.
let pending: Promise<void> = Promise.resolve();

export async function activate(context: ExtensionContext): Promise<void> {
  output = window.createOutputChannel("kumo-lr", { log: true });
  context.subscriptions.push(
    output,
    commands.registerCommand("kumoLr.restart", restart),
    commands.registerCommand("kumoLr.showOutput", () => output.show()),
    commands.registerCommand("kumoLr.preview", preview),
    workspace.onDidChangeConfiguration((event) =>
      RESTARTING.some((name) => event.affectsConfiguration(name)) ? restart() : undefined,
    ),
  );
  const python = await pythonExtension();
  if (python !== undefined) {
    context.subscriptions.push(python.environments.onDidChangeActiveEnvironmentPath(restart));
  }
  await restart();
}

export async function deactivate(): Promise<void> {
  await pending;
  await stop();
}

function restart(): Promise<void> {
  pending = pending.then(async () => {
    await stop();
    if (workspace.getConfiguration(SECTION).get("enable", true)) {
      await start();
    }
  });
  return pending;
}

async function stop(): Promise<void> {
  const stopped = client;
  client = undefined;
  command = undefined;
  try {
    await stopped?.dispose();
  } catch (error) {
    output.warn(`the server did not stop: ${reason(error)}`); // it had not started, or has crashed
  }
}

async function start(): Promise<void> {
  try {
    command = await findCommand({
      setting: programPath(),
      interpreter: await interpreter(),
      searchPath: process.env["PATH"] ?? "",
    });
    output.info(`starting ${[command.program, ...command.args, "server"].join(" ")}`);
    const server: ServerOptions = { command: command.program, args: [...command.args, "server"] };
    client = new LanguageClient(SECTION, "kumo-lr", server, clientOptions());
    await client.start();
  } catch (error) {
    void complain(error, "cannot start the server"); // a message stays until somebody has read it
  }
}

function clientOptions(): LanguageClientOptions {
  return {
    documentSelector: LANGUAGES.flatMap((language) =>
      ["file", "untitled", "vscode-notebook-cell"].map((scheme) => ({ language, scheme })),
    ),
    initializationOptions: initialSettings(),
    outputChannel: output,
    synchronize: { configurationSection: SECTION },
    middleware: {
      provideCompletionItem: (document, position, context, token, next) =>
        completesBySchema(document) ? [] : next(document, position, context, token),
    },
  };
}

async function preview(): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document === undefined) {
    return;
  }
  try {
    if (command === undefined) {
      throw new Error("there is no server: see the output.");
    }
    await showPreview(command, document);
  } catch (error) {
    void complain(error, "cannot draw the preview");
  }
}

async function interpreter(): Promise<string | undefined> {
  const python = await pythonExtension();
  if (python === undefined) {
    return undefined;
  }
  const selected = python.environments.getActiveEnvironmentPath(workspace.workspaceFolders?.[0]?.uri);
  const resolved = await python.environments.resolveEnvironment(selected);
  return resolved?.executable.uri?.fsPath;
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = extensions.getExtension<PythonExtension>("ms-python.python");
  try {
    return await extension?.activate();
  } catch {
    return undefined; // it says so itself
  }
}

async function complain(error: unknown, what: string): Promise<void> {
  const why = reason(error);
  output.error(`${what}: ${why}`);
  const [settings, log] = ["Open Settings", "Show Output"] as const;
  const [first] = why.split("\n");
  const chosen = await window.showErrorMessage(`kumo-lr: ${what}: ${first}`, settings, log);
  if (chosen === settings) {
    await commands.executeCommand("workbench.action.openSettings", SECTION);
  } else if (chosen === log) {
    output.show();
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
