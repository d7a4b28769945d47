// Asks the extension of VS Code what it makes of its settings.
//
// Arguments: src/settings.ts as a bundle, and a JSON object {"settings", "installed", "names": [file...]}.
// Prints {"path", "training": option..., "initial": what the server is told, "bySchema": [file...]}.
import { load } from "./vscode_fake.mjs";

const [bundle, given] = process.argv.slice(2);
const question = JSON.parse(given);
const { exported } = load(bundle, question);
const completed = (name) => exported.completesBySchema({ uri: { path: name } });
process.stdout.write(
  JSON.stringify({
    path: exported.programPath(),
    training: exported.trainingOptions({}),
    initial: exported.initialSettings(),
    bySchema: question.names.filter(completed),
  }),
);
