// Finds the program that runs the server. Imports nothing of VS Code, so that it can be tried without it.

import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import * as path from "node:path";

/** A program and its first arguments: what precedes the name of a command of kumo-lr. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** Where a program may be, in the order in which it is looked for. */
export interface Places {
  /** The setting, with its variables replaced; empty if not set. */
  readonly setting: string;
  /** The interpreter that the Python extension has selected, if any. */
  readonly interpreter: string | undefined;
  /** The search path of the system. */
  readonly searchPath: string;
}

/** How long Python may take to say whether it has kumo_lr. */
const PATIENCE = 20_000;

/**
 * Returns the command, or throws an error that says what to do.
 *
 * A setting that cannot be used is an error, not a reason to look elsewhere: a server of another version
 * than the one that was asked for would be worse than none.
 */
export async function findCommand(places: Places): Promise<Command> {
  if (places.setting !== "") {
    const found = isProgram(places.setting) ? places.setting : onPath(places.setting, places.searchPath);
    if (found === undefined) {
      throw new Error(`kumoLr.path: there is no program "${places.setting}".`);
    }
    return isPython(found) ? module(found) : { program: found, args: [] };
  }
  if (places.interpreter !== undefined && (await hasModule(places.interpreter))) {
    return module(places.interpreter);
  }
  const program = onPath("kumo-lr", places.searchPath);
  if (program === undefined) {
    throw new Error('kumo-lr is not installed: run `pip install "kumo_lr[server]"`, or set kumoLr.path.');
  }
  return { program, args: [] };
}

function module(python: string): Command {
  return { program: python, args: ["-m", "kumo_lr"] };
}

function isPython(program: string): boolean {
  return /^(python|pypy)[\d.]*(\.exe)?$/i.test(path.basename(program));
}

/** Returns whether an interpreter can run the server. */
function hasModule(python: string): Promise<boolean> {
  const words = ["-c", "import kumo_lr, pygls"];
  return new Promise((resolve) => {
    execFile(python, words, { timeout: PATIENCE, windowsHide: true }, (error) => resolve(error === null));
  });
}

function onPath(name: string, searchPath: string): string | undefined {
  if (path.basename(name) !== name) {
    return undefined;
  }
  const suffixes = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  return searchPath
    .split(path.delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => suffixes.map((suffix) => path.join(folder, name + suffix)))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return path.isAbsolute(file) && statSync(file).isFile();
  } catch {
    return false;
  }
}
