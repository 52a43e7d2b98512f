import ts from 'typescript';

/**
 * The declaration of a module with every type of its exports written out: no import is left in it. Types that are
 * exported here are named where they stand inside others.
 */
export function declarationOf(program: ts.Program, path: string): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  const module = source && checker.getSymbolAtLocation(source);
  if (!source || !module) throw new Error(`${path} is no module of the program`);
  const declarations = checker.getExportsOfModule(module).map((each) => {
    const symbol = each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each;
    const written = new Writer(checker, source).write(checker.getDeclaredTypeOfSymbol(symbol), 0);
    return `${commentOf(symbol, checker)}export type ${each.getName()} = ${written};\n`;
  });
  return declarations.join('\n');
}

function commentOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const words = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return words === '' ? '' : `/** ${words.replaceAll(/\s*\n\s*/g, ' ')} */\n`;
}

/** Writes types as they are, not as they were made. */
class Writer {
  private readonly under: ts.Type[] = [];
  private readonly checker: ts.TypeChecker;
  private readonly source: ts.SourceFile;

  constructor(checker: ts.TypeChecker, source: ts.SourceFile) {
    this.checker = checker;
    this.source = source;
  }

  write(type: ts.Type, depth: number): string {
    if (this.under.includes(type))
      throw new Error(`a type that holds itself: ${this.checker.typeToString(type)}`);
    this.under.push(type);
    try {
      return this.written(type, depth);
    } finally {
      this.under.pop();
    }
  }

  private written(type: ts.Type, depth: number): string {
    if (type.flags & ts.TypeFlags.Boolean) return 'boolean';
    if (type.isUnion()) {
      const parts = type.types.map((each) => this.write(each, depth));
      const whole = parts.includes('true') && parts.includes('false');
      const named = parts.map((part) => (whole && /^(true|false)$/.test(part) ? 'boolean' : part));
      return [...new Set(named)].join(' | ');
    }
    if (this.checker.isTupleType(type)) {
      const parts = this.checker.getTypeArguments(type as ts.TypeReference);
      return `[${parts.map((each) => this.write(each, depth)).join(', ')}]`;
    }
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
      return `Array<${item ? this.write(item, depth) : 'unknown'}>`;
    }
    if (type.flags & ts.TypeFlags.Object || type.isIntersection()) return this.object(type, depth);
    return this.checker.typeToString(type);
  }

  private object(type: ts.Type, depth: number): string {
    const indent = '  '.repeat(depth + 1);
    const members = this.checker.getPropertiesOfType(type).map((property) => {
      const optional = property.flags & ts.SymbolFlags.Optional ? '?' : '';
      const written = this.write(this.checker.getTypeOfSymbolAtLocation(property, this.source), depth + 1);
      const words = ts.displayPartsToString(property.getDocumentationComment(this.checker));
      const comment = words === '' ? '' : `${indent}/** ${words.replaceAll(/\s*\n\s*/g, ' ')} */\n`;
      return `${comment}${indent}${property.getName()}${optional}: ${written};\n`;
    });
    const indices = this.checker.getIndexInfosOfType(type).map((info) => {
      const key = this.checker.typeToString(info.keyType);
      return `${indent}[member: ${key}]: ${this.write(info.type, depth + 1)};\n`;
    });
    return `{\n${[...members, ...indices].join('')}${'  '.repeat(depth)}}`;
  }
}
