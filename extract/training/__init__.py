"""Training of the two models that `extract` ships with; needs the extra ``[train]``.

:mod:`corpus` reads annotated text, :mod:`press` makes up more of it, :mod:`augment` varies it,
:mod:`examples` turns it into tensors for the :mod:`network`, which :mod:`fit` trains;
:mod:`export` writes it for onnxruntime, :mod:`scores` measures it, :mod:`publish` describes it.
:mod:`articles` reads those of ours in which topics are marked; :mod:`topics` trains on them.
"""
