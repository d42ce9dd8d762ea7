"""The entity component that the shipped model is made of: a small encoder run by onnxruntime."""

ENCODER = "extract_encoder"
"""The component's factory, and its folder in a pipeline on disk."""
SCORE = "extract_score"
"""The extension of a Span in which a model says how sure it is, in (0, 1]."""
SPAN_KINDS = "extract_kinds"
"""The extension of a Span in which a model says what else holds of it: {name: probability}."""
