// The settings of the extension, and what the server is told of them.

import { extensions, workspace, type TextDocument, type Uri } from "vscode";

export const SECTION = "kumoLr";

/** Returns a setting with the variables that other extensions know, and `~`, replaced. */
export function programPath(): string {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const home = process.env["HOME"] ?? process.env["USERPROFILE"] ?? "";
  return workspace
    .getConfiguration(SECTION)
    .get("path", "")
    .trim()
    .replaceAll("${workspaceFolder}", folder)
    .replaceAll("${userHome}", home)
    .replace(/^~(?=[\\/])/, home);
}

/** Returns what the server is told when it starts; later it asks for the section itself. */
export function initialSettings(): Record<string, unknown> {
  const { runMode, stepsPerEpoch, maxEpochs, completion, codeLens, inlayHints } =
    workspace.getConfiguration(SECTION);
  return { runMode, stepsPerEpoch, maxEpochs, completion, codeLens, inlayHints };
}

/** Returns the options of the command line that say the same about training. */
export function trainingOptions(document: Uri): string[] {
  const settings = workspace.getConfiguration(SECTION, document);
  const options = { "--run-mode": "runMode", "--steps-per-epoch": "stepsPerEpoch", "--max-epochs": "maxEpochs" };
  return Object.entries(options).flatMap(([option, name]) => {
    const value = settings.get<string | number | null>(name) ?? null;
    return value === null ? [] : [option, String(value)];
  });
}

/**
 * Returns whether another extension completes a document by the schema that this one brings.
 *
 * What both would offer would be there twice.
 */
export function completesBySchema(document: TextDocument): boolean {
  const asked = workspace.getConfiguration(SECTION, document.uri).inspect<boolean>("completion");
  const isSet = [asked?.globalValue, asked?.workspaceValue, asked?.workspaceFolderValue].includes(true);
  const name = document.uri.path.toLowerCase();
  const hasYaml = extensions.getExtension("redhat.vscode-yaml") !== undefined;
  return !isSet && (name.endsWith(".kumo.json") || (hasYaml && /\.kumo\.ya?ml$/.test(name)));
}
