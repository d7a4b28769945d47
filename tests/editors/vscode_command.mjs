// Asks the extension of VS Code which program it would run.
//
// Arguments: src/command.ts as a bundle, and a JSON list of places. Prints the list of commands, or of errors.
import { createRequire } from "node:module";

const [bundle, given] = process.argv.slice(2);
const { findCommand } = createRequire(import.meta.url)(bundle);
const answers = [];
for (const places of JSON.parse(given)) {
  answers.push(await findCommand(places).catch((error) => error.message));
}
process.stdout.write(JSON.stringify(answers));
