// node generate_bootstrap_theme.js OUTPUT SCSS
// Compiles the style sheet of a Website Theme; the framework calls it in this folder and shows what it writes to stderr.
const fs = require("node:fs");

async function main([output, scss]) {
	const sass = require("sass");
	const { Bench } = await import("./esbuild/bench.mjs");
	const { sassOptions } = await import("./esbuild/styles.mjs");
	// line breaks arrive as the two characters \n
	const source = scss.replaceAll("\\n", "\n");
	const { css } = sass.compileString(source, sassOptions(new Bench(), { style: "compressed" }));
	fs.writeFileSync(output, css);
}

main(process.argv.slice(2)).catch((error) => {
	process.stderr.write(error.message);
	process.exitCode = 1;
});
