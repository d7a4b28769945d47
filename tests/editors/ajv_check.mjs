// Compiles schemas with ajv in strict mode, and validates instances with them.
//
// Reads a JSON list of {"schema": schema, "instances": [instance...]} on stdin, and prints for each
// {"error": message or null, "logged": [line...], "valid": [verdict...]}.
import { text as read } from "node:stream/consumers";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";

// What editors read and validators leave alone.
const EDITOR_KEYWORDS = ["markdownDescription", "markdownEnumDescriptions", "defaultSnippets", "doNotSuggest"];

function check({ schema, instances }) {
  const logged = [];
  const log = (...words) => logged.push(words.join(" "));
  const Validator = schema.$schema.includes("2020-12") ? Ajv2020.default : Ajv.default;
  try {
    const ajv = new Validator({ strict: true, logger: { log, warn: log, error: log } });
    ajv.addVocabulary(EDITOR_KEYWORDS);
    const validate = ajv.compile(schema);
    return { error: null, logged, valid: instances.map((instance) => validate(instance)) };
  } catch (error) {
    return { error: error.message, logged, valid: [] };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(await read(process.stdin)).map(check)));
