// Is a file an OpenAPI 3.1 description, whose schemas are JSON Schema and whose operations have
// names of their own?
//     node openapi_verify.mjs FILE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const require = createRequire(path.join(process.env.LL_NODE_MODULES, 'x.js'));
const SwaggerParser = require('@apidevtools/swagger-parser');
const Ajv = require('ajv/dist/2020').default;
const formats = require('ajv-formats').default;

const read = () => JSON.parse(readFileSync(process.argv[2], 'utf8'));
await SwaggerParser.validate(read());

const ajv = new Ajv({ strict: true, strictTypes: true, allErrors: true });
formats(ajv);
const description = read();
for (const [name, schema] of Object.entries(description.components.schemas)) {
    ajv.addSchema(schema, `/schemas/${name}`);
}
// Who may: schemes that are there, of which nobody is one only where anybody may.
const secured = (operation, where) => {
    const ways = operation.security ?? [];
    const isOpen = ways.length > 0 && ways.some((way) => Object.keys(way).length === 0);
    if (isOpen !== ['public', 'local'].includes(operation['x-permission'])) {
        throw new Error(`${where}: ${JSON.stringify(ways)} for ${operation['x-permission']}`);
    }
    for (const [scheme, needs] of ways.flatMap((way) => Object.entries(way))) {
        if (description.components.securitySchemes?.[scheme] === undefined) {
            throw new Error(`${where}: there is no scheme ${scheme}`);
        }
        if (!isOpen && needs[0] !== operation['x-permission']) {
            throw new Error(`${where}: ${scheme} needs ${needs}`);
        }
    }
};
// Addresses and members are told, not commands and their options.
const spoken = (text, where) => {
    if (/(^|[ (])--[a-z]|'loopledger (?!verify)/.test(text ?? '')) {
        throw new Error(`${where}: a command in "${text}"`);
    }
};
const names = new Set();
let schemas = 0;
const compile = (schema, where) => {
    for (const member of Object.values(schema.properties ?? {})) {
        spoken(member.description, where);
    }
    const text = JSON.stringify(schema).replaceAll('"#/components/schemas/', '"/schemas/');
    try {
        ajv.compile(JSON.parse(text));
    } catch (error) {
        throw new Error(`${where}: ${error.message}`);
    }
    schemas++;
};
const media = (content, where) => {
    for (const [type, medium] of Object.entries(content ?? {})) {
        compile(medium.schema, `${where} ${type}`);
    }
};
for (const [address, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
        const where = `${method} ${address}`;
        if (operation.operationId !== undefined) {
            if (names.has(operation.operationId)) {
                throw new Error(`${where}: ${operation.operationId} is there twice`);
            }
            names.add(operation.operationId);
        }
        const inPath = operation.parameters.filter((p) => p.in === 'path').map((p) => p.name);
        const wanted = [...address.matchAll(/\{([a-z_]+)\}/g)].map((m) => m[1]);
        if (JSON.stringify(inPath.sort()) !== JSON.stringify(wanted.sort())) {
            throw new Error(`${where}: its path names ${wanted}, its parameters ${inPath}`);
        }
        secured(operation, where);
        spoken(operation.description, where);
        for (const parameter of operation.parameters) {
            spoken(parameter.description, where);
            compile(parameter.schema, `${where} ${parameter.name}`);
        }
        media(operation.requestBody?.content, where);
        for (const answer of Object.values(operation.responses)) {
            media(answer.content, where);
        }
    }
}
if (schemas < 200) {
    throw new Error(`no more than ${schemas} schemas`);
}
console.log('valid');
