/**
 * The custom elements of the page under names that are free: a library that defines one throws where the page has
 * its name already, from another version of it. The build puts this in place of the global.
 */
export const customElements = {
	get: (name: string) => globalThis.customElements.get(name),
	define(name: string, element: CustomElementConstructor, options?: ElementDefinitionOptions): void {
		let free = name;
		for (let i = 1; globalThis.customElements.get(free); i++) free = `${name}-${i}`;
		globalThis.customElements.define(free, element, options);
	},
};
