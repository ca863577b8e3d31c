import { defineConfig } from "vitest/config";

export default defineConfig({
	// Tests have the lazy modules at hand (`tests/mount.ts`).
	define: { __LAZY__: "{}" },
	test: {
		environment: "happy-dom",
		include: ["tests/**/*.test.{ts,tsx}"],
		restoreMocks: true,
	},
});
