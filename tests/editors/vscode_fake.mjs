// Plays what the extension of VS Code uses of VS Code, and loads a bundle that imports it.
import { createRequire } from "node:module";
import Module from "node:module";

const nothing = { dispose() {} };

// Whatever else is asked of VS Code's interface is a class without content, which the client extends, and a
// function without effect, to which it listens.
const anything = (name) =>
  new Proxy(class {}, {
    get: (target, key) => (key in target || typeof key === "symbol" ? target[key] : anything(key)),
    apply: () => nothing,
  });

const kind = (value) => ({ value, append: (part) => kind(value === "" ? part : `${value}.${part}`) });

class EventEmitter {
  #listeners = new Set();
  event = (listener) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire = (event) => this.#listeners.forEach((listener) => listener(event));
  dispose = () => this.#listeners.clear();
}
const own = (parts) =>
  new Proxy(parts, { get: (target, key) => (key in target ? target[key] : anything(key)) });

class Uri {
  constructor(text) {
    this.text = text;
    this.scheme = text.slice(0, text.indexOf(":"));
    this.path = this.fsPath = decodeURI(text.slice(text.indexOf("://") + 3));
  }
  static parse = (text) => new Uri(text);
  static file = (path) => new Uri(`file://${encodeURI(path)}`);
  toString = () => this.text;
}

class Diagnostic {
  constructor(range, message) {
    Object.assign(this, { range, message });
  }
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => nothing };
  cancel() {}
  dispose() {}
}

class TabInputText {
  constructor(uri) {
    this.uri = uri;
  }
}

/** Returns a document as the editor has it. */
function opened({ path, text, language }) {
  return { uri: Uri.file(path), languageId: language, version: 1, getText: () => text, isClosed: false };
}

/**
 * Returns what a bundle exports, and what it will have said: {"commands", "errors", "log", "diagnostics"}.
 *
 * `documents` are open, each in a tab.
 */
export function load(bundle, { settings = {}, installed = [], documents = [] }) {
  const said = { commands: [], errors: [], log: [], diagnostics: [] };
  const textDocuments = documents.map(opened);
  const tabs = textDocuments.map(({ uri }) => ({ input: new TabInputText(uri) }));
  const log = (line) => said.log.push(line);
  const levels = { info: log, warn: log, error: log, debug: log, trace: log };
  const output = { ...levels, append: log, appendLine: log, onDidChangeLogLevel: () => nothing, ...nothing };
  const configuration = {
    get: (name, otherwise) => settings[name] ?? otherwise,
    inspect: (name) => ({ globalValue: settings[name] }),
    ...settings,
  };
  const vscode = own({
    EventEmitter,
    Uri,
    Diagnostic,
    CancellationTokenSource,
    TabInputText,
    version: "1.140.0",
    languages: own({
      match: (selector, { languageId }) => (selector.some?.(({ language }) => language === languageId) ? 1 : 0),
      createDiagnosticCollection: () => ({
        set: (uri, found) => found.forEach(({ message }) => said.diagnostics.push(message)),
        ...nothing,
      }),
    }),
    CodeActionKind: own({ Empty: kind("") }),
    commands: own({
      registerCommand: (id) => {
        said.commands.push(id);
        return nothing;
      },
    }),
    extensions: own({ getExtension: (id) => (installed.includes(id) ? {} : undefined) }),
    window: own({
      tabGroups: own({ all: [{ tabs }] }),
      visibleTextEditors: [],
      createOutputChannel: () => output,
      showErrorMessage: async (message) => {
        said.errors.push(message);
      },
    }),
    workspace: own({
      workspaceFolders: undefined,
      textDocuments,
      notebookDocuments: [],
      onDidChangeConfiguration: () => nothing,
      getConfiguration: () => configuration,
    }),
  });
  const usual = Module._load;
  Module._load = (name, ...rest) => (name === "vscode" ? vscode : usual(name, ...rest));
  return { exported: createRequire(import.meta.url)(bundle), said };
}
