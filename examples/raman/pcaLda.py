"""What `npm run raman` is compared with: PCA to 30 components and LDA, five folds of whole mice.

Run with scikit-learn: python3 examples/raman/pcaLda.py DATA_dp_wc_bc.csv
"""

import csv
import sys

import numpy as np
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import accuracy_score, balanced_accuracy_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(file))
x = np.array([[float(row[key]) for key in row if key.isdigit()] for row in rows])
y = np.array([row["Annotation"] for row in rows])
mice = np.array([row["Name"].split("_")[0] for row in rows])
snv = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)

for seed in range(10):
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
    model = make_pipeline(PCA(30, random_state=0), LinearDiscriminantAnalysis())
    predicted = cross_val_predict(model, snv, y, groups=mice, cv=folds)
    scores = accuracy_score(y, predicted), balanced_accuracy_score(y, predicted)
    print(f"seed {seed}: accuracy {scores[0]:.3f}, balanced accuracy {scores[1]:.3f}")
