// Structured data held against the vocabulary of schema.org, as the package schema-dts writes it down: which types there
// are, which properties each has with all that it inherits, and what a property may hold.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

/** Properties of one type as written down: what it adds, and whose it inherits. */
interface Described {
  parents: string[];
  /** The names of what each property may hold. */
  own: Map<string, string[]>;
}

export class Vocabulary {
  /** By the names of the declarations, `MedicalWebPageBase`. */
  private readonly described = new Map<string, Described>();
  /** The declaration of each type, by the name that `@type` has. */
  private readonly types = new Map<string, string>();
  /** What a name stands for: other names, and values in quotation marks. */
  private readonly aliases = new Map<string, { names: string[]; values: string[] }>();

  constructor() {
    const found = createRequire(import.meta.url).resolve("schema-dts");
    const text = readFileSync(join(dirname(found), "schema.d.ts"), "utf8");
    for (const statement of ts.createSourceFile("schema.d.ts", text, ts.ScriptTarget.Latest).statements) {
      if (ts.isInterfaceDeclaration(statement)) this.readInterface(statement);
      if (ts.isTypeAliasDeclaration(statement)) this.aliases.set(statement.name.text, parts(statement.type));
    }
  }

  private readInterface(declaration: ts.InterfaceDeclaration) {
    const own = new Map<string, string[]>();
    for (const member of declaration.members) {
      if (!ts.isPropertySignature(member) || !member.type || !ts.isStringLiteral(member.name)) continue;
      if (member.name.text === "@type") {
        this.types.set(parts(member.type).values[0], declaration.name.text);
      } else if (ts.isTypeReferenceNode(member.type) && member.type.typeArguments) {
        // SchemaValue<A | B, "name of the property">
        own.set(member.name.text, parts(member.type.typeArguments[0]).names);
      }
    }
    const parents = (declaration.heritageClauses ?? []).flatMap((clause) => clause.types.map(({ expression }) => (expression as ts.Identifier).text));
    this.described.set(declaration.name.text, { parents, own });
  }

  /** What a property of a type may hold; nothing if the type has no such property. */
  private range(declaration: string, property: string): string[] | undefined {
    const described = this.described.get(declaration);
    return described?.own.get(property) ?? described?.parents.map((parent) => this.range(parent, property)).find(Boolean);
  }

  /** The types that a name covers, as `@type` names them, and the values. */
  private covered(name: string, seen = new Set<string>()): Set<string> {
    const all = new Set<string>();
    if (seen.has(name)) return all;
    seen.add(name);
    for (const [type, declaration] of this.types) if (declaration === name) all.add(type);
    const alias = this.aliases.get(name);
    for (const value of alias?.values ?? []) all.add(value);
    for (const inner of alias?.names ?? []) for (const each of this.covered(inner, seen)) all.add(each);
    return all;
  }

  /** Everything in a node that the vocabulary does not know or allow, a line each. */
  check(node: unknown, where = "data"): string[] {
    if (!isObject(node)) return [`${where} is no object`];
    const type = node["@type"];
    const declaration = typeof type === "string" ? this.types.get(type) : undefined;
    if (!declaration) return [`${where}: there is no type ${JSON.stringify(type)}`];
    return Object.entries(node).flatMap(([property, value]) => {
      const at = `${where}.${property}`;
      if (property === "@type") return [];
      if (property === "@id") return isAddress(value) ? [] : [`${at} is no absolute address: ${value}`];
      const range = this.range(declaration, property);
      if (!range) return [`${at}: ${type} has no such property`];
      const values = Array.isArray(value) ? value : [value];
      return values.flatMap((each, index) => this.checkValue(each, range, Array.isArray(value) ? `${at}[${index}]` : at));
    });
  }

  private checkValue(value: unknown, range: string[], where: string): string[] {
    const wrong = [`${where} may hold ${range.join(", ")}, not ${JSON.stringify(value)}`];
    const may = (...names: string[]) => names.some((name) => range.includes(name));
    if (isObject(value)) {
      // Only a reference to something that is described elsewhere.
      if (!("@type" in value)) return may("IdReference") && Object.keys(value).join() === "@id" && isAddress(value["@id"]) ? [] : wrong;
      const inner = this.check(value, where);
      const allowed = range.some((name) => this.covered(name).has(String(value["@type"])));
      return allowed ? inner : [...wrong, ...inner];
    }
    if (typeof value === "number") return may("Number", "Float") || (may("Integer") && Number.isInteger(value)) ? [] : wrong;
    if (typeof value === "boolean") return may("Boolean") ? [] : wrong;
    if (typeof value !== "string" || value.trim() === "") return wrong;
    if (may("Text")) return [];
    if (may("URL")) return isAddress(value) ? [] : [`${where} is no absolute address: ${value}`];
    if (may("Date", "DateTime")) return isDate(value) ? [] : [`${where} is no date: ${value}`];
    return range.some((name) => this.covered(name).has(value)) && !this.types.has(value) ? [] : wrong;
  }
}

/** The names and the quoted values of a union of types. */
function parts(type: ts.TypeNode): { names: string[]; values: string[] } {
  const all = ts.isUnionTypeNode(type) ? [...type.types] : [type];
  return {
    names: all.filter(ts.isTypeReferenceNode).map(({ typeName }) => (typeName as ts.Identifier).text),
    values: all.filter(ts.isLiteralTypeNode).flatMap(({ literal }) => (ts.isStringLiteral(literal) ? [literal.text] : [])),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAddress(value: unknown) {
  return typeof value === "string" && /^https:\/\/[^\s/]+\.[^\s/]+/.test(value) && URL.canParse(value);
}

/** ISO 8601, a day that the calendar has. */
function isDate(value: string) {
  const day = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(value);
}
