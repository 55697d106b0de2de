"""Records scikit-learn's answers once: python3 test/families/make-references.py > test/families/more-references.json

Needs Debian's python3-sklearn. The tests read the answers alone.
"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261201)


def number(value):
    return None if value is None or not np.isfinite(value) else float(value)


def attempt(function, *args, **options):
    try:
        return number(function(*args, **options))
    except ValueError:
        return None


def rounded(values, digits=6):
    return np.round(np.asarray(values, dtype=float), digits)


def weights_of(rows, index):
    return None if index % 3 else rounded(random.uniform(0.1, 3, rows))


def listed(values):
    return None if values is None else np.asarray(values).tolist()


def binary(index):
    rows = int(random.integers(2, 60))
    truth = random.integers(0, 2, rows)
    if index % 8 == 0:
        truth[:] = index % 16 == 0
    digits = 1 if index % 4 == 1 else 6  # Ties.
    scores = rounded(np.clip(truth * 0.3 + random.uniform(0, 0.7, rows), 0, 1), digits)
    if index % 5 == 0:
        scores[:] = 0.5
    weights = weights_of(rows, index)
    threshold = 0.5
    predicted = (scores >= threshold).astype(int)
    w = {"sample_weight": weights}
    observed, mean = calibration_curve(truth, scores, pos_label=1, n_bins=10) if len(set(truth)) == 2 else ([], [])
    one_class = len(set(truth)) < 2
    return {
        "kind": "binary",
        "name": f"more {index}",
        "truth": listed(truth),
        "scores": listed(scores),
        "threshold": threshold,
        "weights": listed(weights),
        "expect": {
            "accuracy": number(m.accuracy_score(truth, predicted, **w)),
            "precision": number(m.precision_score(truth, predicted, zero_division=0, **w)),
            "recall": number(m.recall_score(truth, predicted, zero_division=0, **w)),
            "f1": number(m.f1_score(truth, predicted, zero_division=0, **w)),
            "rocAuc": None if one_class else attempt(m.roc_auc_score, truth, scores, **w),
            "averagePrecision": None if one_class else attempt(m.average_precision_score, truth, scores, **w),
            "logLoss": number(m.log_loss(truth, scores, labels=[0, 1], **w)),
            "brier": None if one_class else number(m.brier_score_loss(truth, scores, **w)),
            "mcc": number(m.matthews_corrcoef(truth, predicted, **w)),
            "kappa": None if one_class else attempt(m.cohen_kappa_score, truth, predicted, labels=[0, 1], **w),
            "confusion": listed(m.confusion_matrix(truth, predicted, labels=[0, 1], **w).astype(float)),
            **({} if weights is not None or one_class else {"calibration": [listed(rounded(mean, 12)), listed(rounded(observed, 12))]}),
        },
    }


def multiclass(index):
    rows, classes = int(random.integers(3, 50)), int(random.integers(3, 6))
    labels = list(range(classes))
    truth = random.integers(0, classes, rows)
    if index % 4 == 0:
        truth[truth == 1] = 0  # A class that is missing.
    raw = random.uniform(0.01, 1, (rows, classes)) + 0.8 * np.eye(classes)[truth]
    probabilities = raw / raw.sum(axis=1, keepdims=True)
    predicted = probabilities.argmax(axis=1)
    weights = weights_of(rows, index)
    w = {"sample_weight": weights}
    expect = {
        "accuracy": number(m.accuracy_score(truth, predicted, **w)),
        "balancedAccuracy": number(m.balanced_accuracy_score(truth, predicted, **w)),
        "logLoss": number(m.log_loss(truth, probabilities, labels=labels, **w)),
        "mcc": number(m.matthews_corrcoef(truth, predicted, **w)),
        "kappa": attempt(m.cohen_kappa_score, truth, predicted, labels=labels, **w),
        "confusion": listed(m.confusion_matrix(truth, predicted, labels=labels, **w).astype(float)),
    }
    for average in ("macro", "micro", "weighted"):
        options = {"labels": labels, "average": average, "zero_division": 0, **w}
        expect[f"precision_{average}"] = number(m.precision_score(truth, predicted, **options))
        expect[f"recall_{average}"] = number(m.recall_score(truth, predicted, **options))
        expect[f"f1_{average}"] = number(m.f1_score(truth, predicted, **options))
        if average != "micro" and len(set(truth)) == classes:
            options = {"labels": labels, "average": average, "multi_class": "ovr", **w}
            expect[f"rocAucOvr_{average}"] = attempt(m.roc_auc_score, truth, probabilities, **options)
    return {
        "kind": "multiclass",
        "name": f"more {index}",
        "truth": listed(truth),
        "probabilities": listed(probabilities),
        "labels": labels,
        "weights": listed(weights),
        "expect": expect,
    }


def multilabel(index):
    rows, labels = int(random.integers(2, 40)), int(random.integers(2, 6))
    truth = (random.uniform(0, 1, (rows, labels)) < 0.4).astype(int)
    if index % 4 == 0:
        truth[:, 0] = 0  # A label that no row has.
    predicted = np.where(random.uniform(0, 1, truth.shape) < 0.25, 1 - truth, truth)
    weights = weights_of(rows, index)
    w = {"sample_weight": weights}
    expect = {
        "subsetAccuracy": number(m.accuracy_score(truth, predicted, **w)),
        "hammingLoss": number(m.hamming_loss(truth, predicted, **w)),
    }
    for average in ("macro", "micro", "weighted"):
        options = {"average": average, "zero_division": 0, **w}
        expect[f"precision_{average}"] = number(m.precision_score(truth, predicted, **options))
        expect[f"recall_{average}"] = number(m.recall_score(truth, predicted, **options))
        expect[f"f1_{average}"] = number(m.f1_score(truth, predicted, **options))
    return {
        "kind": "multilabel",
        "name": f"more {index}",
        "truth": listed(truth),
        "predicted": listed(predicted),
        "weights": listed(weights),
        "expect": expect,
    }


def regression(index):
    rows = int(random.integers(2, 60))
    truth = rounded(random.normal(10, 4, rows), 3)
    if index % 6 == 0:
        truth[:] = 3
    if index % 6 == 1:
        truth = rounded(truth, 0)
    predicted = rounded(truth + random.normal(0, 2, rows), 3)
    if index % 12 == 0:
        predicted = truth.copy()
    weights = weights_of(rows, index)
    w = {"sample_weight": weights}
    errors = truth - predicted
    # Its own weighted mean of equal numbers is sometimes another number, and the variance then not 0.
    is_constant = len(set(truth)) == 1 and weights is not None
    return {
        "kind": "regression",
        "name": f"more {index}",
        "truth": listed(truth),
        "predicted": listed(predicted),
        "weights": listed(weights),
        "expect": {
            "mae": number(m.mean_absolute_error(truth, predicted, **w)),
            "mse": number(m.mean_squared_error(truth, predicted, **w)),
            "rmse": number(m.mean_squared_error(truth, predicted, squared=False, **w)),
            "medAe": number(m.median_absolute_error(truth, predicted, **w)),
            "r2": None if is_constant else number(m.r2_score(truth, predicted, **w)),
            "mape": number(m.mean_absolute_percentage_error(truth, predicted, **w)),
            "maxError": number(m.max_error(truth, predicted)),
            "explainedVariance": None if is_constant else number(m.explained_variance_score(truth, predicted, **w)),
            "pinball90": number(m.mean_pinball_loss(truth, predicted, alpha=0.9, **w)),
            "quantiles": listed(np.quantile(errors, [0, 0.05, 0.5, 0.95, 1])),
        },
    }


def forecast(index):
    season = int(random.integers(1, 8))
    history = rounded(random.normal(100, 10, season + int(random.integers(2, 40))), 3)
    rows = int(random.integers(1, 20))
    truth = rounded(random.normal(100, 10, rows), 3)
    predicted = rounded(truth + random.normal(0, 4, rows), 3)
    lower, upper = predicted - 5, predicted + 5
    naive = np.mean(np.abs(history[season:] - history[:-season]))
    sizes = np.abs(truth) + np.abs(predicted)
    return {
        "kind": "forecast",
        "name": f"more {index}",
        "truth": listed(truth),
        "predicted": listed(predicted),
        "history": listed(history),
        "season": season,
        "lower": listed(lower),
        "upper": listed(upper),
        # The definitions themselves: scikit-learn has none of them.
        "expect": {
            "mase": number(m.mean_absolute_error(truth, predicted) / naive),
            "smape": number(np.mean(2 * np.abs(truth - predicted) / sizes)),
            "coverage": number(np.mean((lower <= truth) & (truth <= upper))),
            "width": number(np.mean(upper - lower)),
        },
    }


def ranking(index):
    lists, items = int(random.integers(1, 6)), int(random.integers(2, 15))
    relevance = random.integers(0, 4, (lists, items)).astype(float)
    if index % 4 == 0:
        relevance[0] = 0
    scores = rounded(random.uniform(0, 1, (lists, items)), 1 if index % 2 else 6)
    k = int(random.integers(1, items + 1))
    relevant = (relevance > 0).astype(int)
    return {
        "kind": "ranking",
        "name": f"more {index}",
        "relevance": listed(relevance),
        "scores": listed(scores),
        "k": k,
        "expect": {
            "ndcg": number(m.ndcg_score(relevance, scores, k=k)),
            "ndcgAll": number(m.ndcg_score(relevance, scores)),
            "dcg": number(m.dcg_score(relevance, scores, k=k)),
            "lrap": number(m.label_ranking_average_precision_score(relevant, scores)),
        },
    }


def clustering(index):
    rows, clusters = int(random.integers(6, 40)), int(random.integers(2, 5))
    labels = random.integers(0, clusters, rows)
    labels[:clusters] = range(clusters)
    points = rounded(random.normal(0, 1, (rows, 2)) + 3 * labels[:, None], 4)
    truth = random.integers(0, 3, rows) if index % 2 else labels
    return {
        "kind": "clustering",
        "name": f"more {index}",
        "points": listed(points),
        "labels": listed(labels),
        "truth": listed(truth),
        "expect": {
            "silhouette": number(m.silhouette_score(points, labels)),
            "daviesBouldin": number(m.davies_bouldin_score(points, labels)),
            "calinskiHarabasz": number(m.calinski_harabasz_score(points, labels)),
            "adjustedRand": number(m.adjusted_rand_score(truth, labels)),
            "normalizedMutualInfo": number(m.normalized_mutual_info_score(truth, labels)),
        },
    }


counts = {binary: 60, multiclass: 40, multilabel: 30, regression: 30, forecast: 20, ranking: 20, clustering: 12}
cases = [make(index) for make, count in counts.items() for index in range(count)]
json.dump({"source": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", "cases": cases}, sys.stdout)
