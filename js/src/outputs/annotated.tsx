import { useState } from "preact/hooks";
import { isFileRef, isObject, list, text } from "../values";
import { colour } from "./highlight";
import { Caption, Picture } from "./media";
import { type OutputProps, registerOutput } from "./registry";

/** A picture under masks; pointing at a label shows its mask alone. */
function Annotated({ output: { value, label } }: OutputProps) {
	const [only, setOnly] = useState<number | null>(null);
	if (!isObject(value) || !isFileRef(value.image)) return null;
	const masks = list(value.annotations)
		.filter(isObject)
		.flatMap(({ image, label, color, turn }) =>
			isFileRef(image) ? [{ image, label: text(label), color: text(color), turn: Number(turn) }] : [],
		);
	return (
		<figure>
			<div class="g-layers">
				<Picture file={value.image} alt={label || value.image.name} />
				{masks.map((mask, i) => (
					<div
						key={mask.image.__file__}
						hidden={only !== null && only !== i}
						style={mask.turn ? { filter: `hue-rotate(${mask.turn}deg)` } : {}}
					>
						<Picture file={mask.image} alt="" />
					</div>
				))}
			</div>
			<div class="g-legend">
				{masks.map((mask, i) => (
					<button
						key={mask.image.__file__}
						type="button"
						class="g-mask"
						style={colour(mask.color)}
						aria-pressed={only === i}
						onClick={() => setOnly(only === i ? null : i)}
					>
						{mask.label}
					</button>
				))}
			</div>
			<Caption file={value.image} />
		</figure>
	);
}

registerOutput("annotated", Annotated);
