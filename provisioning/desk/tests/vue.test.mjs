import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { AppBuilder } from "../overlay/esbuild/app_builder.mjs";
import { compileComponent, componentId } from "../overlay/esbuild/vue.mjs";
import { build, built, toyBench, write } from "./helpers.mjs";

const FILE = "apps/toy/toy/public/Toy.vue";
const compile = (bench, source, options) => compileComponent(bench, path.join(bench.root, FILE), source, options);

test("a <script setup> component carries its template inside", async (t) => {
	const { code, loader } = await compile(
		toyBench(t),
		`<template><p>{{ n }}</p></template><script setup>import { ref } from "vue"; const n = ref(1);</script>`,
		{ production: true }
	);
	assert.equal(loader, "js");
	assert.match(code, /export default __sfc/);
	assert.doesNotMatch(code, /__sfc\.render/);
});

test("a plain component gets its render function", async (t) => {
	const { code } = await compile(toyBench(t), `<template><p>{{ n }}</p></template><script>export default { data: () => ({ n: 1 }) };</script>`);
	assert.match(code, /__sfc\.render = render/);
});

test("a component without a script is a component", async (t) => {
	const { code } = await compile(toyBench(t), "<template><hr></template>");
	assert.match(code, /const __sfc = \{\}/);
});

test("TypeScript is passed on as such", async (t) => {
	const { loader } = await compile(toyBench(t), `<template><p/></template><script setup lang="ts">const n: number = 1;</script>`);
	assert.equal(loader, "ts");
});

test("scoped styles are tied to the component by its id", async (t) => {
	const bench = toyBench(t);
	const { code } = await compile(bench, `<template><p class="a"/></template><style scoped lang="scss">.a { .b { color: red } }</style>`);
	const id = componentId(bench, path.join(bench.root, FILE));
	assert.match(code, new RegExp(`__scopeId = "data-v-${id}"`));
	assert.match(code, new RegExp(`\\.a \\.b\\[data-v-${id}\\]`));
});

test("an @import of a package in a style is inlined", async (t) => {
	const { code } = await compile(toyBench(t), `<template><p/></template><style>@import "@vue-flow/core/dist/style.css";</style>`);
	assert.match(code, /vue-flow__container/);
	assert.doesNotMatch(code, /@import/);
});

test("the id does not depend on where the checkout is", async (t) => {
	const [one, two] = [toyBench(t), toyBench(t)];
	assert.equal(componentId(one, path.join(one.root, FILE)), componentId(two, path.join(two.root, FILE)));
});

test("an error names the component and fails the build", async (t) => {
	const bench = toyBench(t, {
		"toy/toy/public/Toy.vue": "<template><p></template>",
		"toy/toy/public/toy.bundle.js": 'import "./Toy.vue";',
	});
	await assert.rejects(build(bench, "--apps", "toy"), /Element is missing end tag[\s\S]*Toy\.vue/);
});

test("pinia finds Vue 3 without its install script", async (t) => {
	const bench = toyBench(t, {
		"toy/toy/public/toy.bundle.js": `
			import { createApp } from "vue"; import { createPinia, defineStore } from "pinia";
			const app = createApp({}); app.use(createPinia());
			globalThis.answer = defineStore("s", { state: () => ({ n: 41 }), actions: { add() { this.n += 1; } } });`,
	});
	await build(bench, "--apps", "toy");
});

test("building again takes a changed component, and a changed style that a component imports", async (t) => {
	const bench = toyBench(t, {
		"toy/toy/public/One.vue": "<template><p>first</p></template>",
		"toy/toy/public/Two.vue": '<template><p/></template><style lang="scss">@import "toy/public/colour"; p { color: $colour }</style>',
		"toy/toy/public/colour.scss": "$colour: red;",
		"toy/toy/public/toy.bundle.js": 'import "./One.vue"; import "./Two.vue";',
	});
	const builder = new AppBuilder(bench, "toy", { production: true, keepContext: true });
	t.after(() => builder.dispose());
	await builder.build();
	assert.match(built(bench, "toy.bundle.js"), /first[\s\S]*color:red/);
	write(path.join(bench.publicDir("toy"), "One.vue"), "<template><p>the second</p></template>");
	write(path.join(bench.publicDir("toy"), "colour.scss"), "$colour: blue;");
	await builder.build({ styles: false });
	assert.match(built(bench, "toy.bundle.js"), /the second[\s\S]*color:#00f/);
});
