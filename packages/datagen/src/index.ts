export { type CsvRequest, generateCsv } from './generate-csv.ts';
export { type FilesRequest, type GeneratedFile, generateFiles } from './generate-files.ts';
export { isRecipeName, type Recipe, type RecipeName, recipes } from './recipes.ts';
