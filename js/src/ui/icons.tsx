/** Signs that fonts do not have everywhere. */

const Icon = ({ path }: { path: string }) => (
	<svg class="g-sign" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
		<path d={path} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" />
	</svg>
);

export const FullScreenIcon = () => <Icon path="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" />;
export const CopyIcon = () => <Icon path="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />;
